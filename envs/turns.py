"""Work that several threads share: each takes the next lane of a list, in compiled code, until none is left.

A list is (2 + lanes,) integers: how many lanes have been taken, how many are done, and the lanes.
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
_WORD = ir.IntType(64)


def _add(typing: Any, address: Any, step: Any) -> Any:
    signature: Any = types.int64(types.uintp, types.int64)
    return signature, _build


def _build(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    address, step = arguments
    return builder.atomic_rmw("add", builder.inttoptr(address, _WORD.as_pointer()), step, "acq_rel")


_counted: Any = intrinsic(_add)  # adds to the integer at an address, undisturbed by other threads; returns what it was


def turns(lanes: list[int]) -> Ints:
    """Return the list of lanes, nothing done."""
    return np.array([0, 0, *lanes], np.int64)


@compiled(nogil=True)
def taken(turns: Ints) -> int:
    """Take the next lane and return it, or -1 if none is left; no two threads get the same."""
    place = _HEAD + _counted(turns[0:].ctypes.data, 1)
    return turns[place] if place < len(turns) else -1


@compiled(nogil=True)
def done(turns: Ints) -> None:
    """Count one more lane as done."""
    _counted(turns[1:].ctypes.data, 1)


@compiled(nogil=True)
def finished(turns: Ints) -> bool:
    """Wait until every lane is done, which others may still be busy with, and return True; False if it takes long.

    It looks again and again: to be woken by another thread takes longer than a lane.
    """
    for _ in range(_LOOKS):  # noqa: SIM110 - numba knows no `any` of a generator
        if _counted(turns[1:].ctypes.data, 0) == len(turns) - _HEAD:
            return True
    return False
