"""Arrays at an address, for compiled code that goes through many simulations in one call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numba import carray, types  # type: ignore[attr-defined]
from numba.extending import intrinsic
from numpy.typing import NDArray

from .compiled import compiled
from .pose import Array


def addresses(arrays: Iterable[NDArray[Any]]) -> list[int]:
    """Return where the memory of arrays begins."""
    return [array.ctypes.data for array in arrays]


def table(rows: Iterable[list[int]]) -> NDArray[np.int64]:
    """Return addresses (simulations, arrays)."""
    return np.array(list(rows), np.int64)


def _pointer(to: Any) -> Any:
    """Return a compiled function that takes an address for a pointer."""

    def make(typing: Any, address: Any) -> Any:
        signature: Any = types.CPointer(to)(types.intp)  # type: ignore[no-untyped-call]
        return signature, _cast

    return intrinsic(make)


def _cast(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))


_floats, _integers = _pointer(types.float64), _pointer(types.int32)


@compiled(nogil=True)
def floats(address: int, like: Array) -> Array:
    """Return the floats at an address, as many and in the shape of others."""
    return carray(_floats(address), like.shape)


@compiled(nogil=True)
def integers(address: int, like: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the 32-bit integers at an address, as many and in the shape of others."""
    return carray(_integers(address), like.shape)
