"""Work that several threads share: each takes the next lane of a list, in compiled code, until none is left.

A list is (2 + room,) integers: how many lanes are left to take, how many are not done yet, and the lanes, the last one
first. It is used again and again: nobody takes a lane before the first number says that there is one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numpy.typing import NDArray

from .compiled import compiled

Ints = NDArray[np.int64]
_HEAD = 2
_LOOKS = 10**6  # some milliseconds: more than a lane takes, unless its thread is made to pause
_WORD, _BYTES = ir.IntType(64), 8


def _add(typing: Any, address: Any, step: Any) -> Any:
    return _signature(types.uintp, types.int64), lambda context, builder, signature, arguments: builder.atomic_rmw(
        "add", _pointer(builder, arguments[0]), arguments[1], "acq_rel"
    )


def _store(typing: Any, address: Any, number: Any) -> Any:
    def build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        builder.store_atomic(arguments[1], _pointer(builder, arguments[0]), "release", _BYTES)
        return arguments[1]

    return _signature(types.uintp, types.int64), build


def _load(typing: Any, address: Any) -> Any:
    return _signature(types.uintp), lambda context, builder, signature, arguments: builder.load_atomic(
        _pointer(builder, arguments[0]), "acquire", _BYTES
    )


def _signature(*arguments: Any) -> Any:
    return types.int64(*arguments)


def _pointer(builder: Any, address: Any) -> Any:
    return builder.inttoptr(address, _WORD.as_pointer())


_counted: Any = intrinsic(_add)  # adds to the integer at an address, undisturbed by other threads; returns what it was
_written: Any = intrinsic(_store)  # writes the integer at an address after all that was written before, returns it
_seen: Any = intrinsic(_load)  # the integer at an address, as other threads have left it


def turns(room: int) -> Ints:
    """Return a list with room for so many lanes, and none in it."""
    return np.zeros(_HEAD + room, np.int64)


@compiled(nogil=True)
def hand_out(turns: Ints, lanes: Ints) -> None:
    """Put lanes into a list whose lanes are all done; from then on they are taken."""
    turns[_HEAD : _HEAD + len(lanes)] = lanes[::-1]
    turns[1] = len(lanes)
    _written(turns[0:].ctypes.data, len(lanes))


@compiled(nogil=True)
def taken(turns: Ints) -> int:
    """Take the next lane and return it, or -1 if none is left; no two threads get the same."""
    if _seen(turns[0:].ctypes.data) <= 0:
        return -1
    left = _counted(turns[0:].ctypes.data, -1)
    return turns[_HEAD + left - 1] if left > 0 else -1


@compiled(nogil=True)
def done(turns: Ints) -> None:
    """Count one more lane as done."""
    _counted(turns[1:].ctypes.data, -1)


@compiled(nogil=True)
def finished(turns: Ints) -> bool:
    """Wait until every lane is done, which others may still be busy with, and return True; False if it takes long.

    It looks again and again: to be woken by another thread takes longer than a lane.
    """
    for _ in range(_LOOKS):  # noqa: SIM110 - numba knows no `any` of a generator
        if _seen(turns[1:].ctypes.data) == 0:
            return True
    return False


@compiled(nogil=True)
def more(turns: Ints, looks: int) -> bool:
    """Look so many times for new lanes, and return whether there are some."""
    for _ in range(looks):  # noqa: SIM110
        if _seen(turns[0:].ctypes.data) > 0:
            return True
    return False


@compiled(nogil=True)
def leave(there: Ints) -> None:
    """Say that a thread, of which `there` (1,) said 1, does not look any more."""
    _written(there[0:].ctypes.data, 0)
