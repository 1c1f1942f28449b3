"""Arrays one after another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray


def joined(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return arrays (T, ...) as one (L, ...): without a copy where they lie so already, as views of a memory map do."""
    whole = _root(arrays[0])
    first = arrays[0].ctypes.data - whole.ctypes.data
    fits = whole.shape[1:] == arrays[0].shape[1:] and all(_root(array) is whole for array in arrays)
    if not fits or not all(_end(before) == after.ctypes.data for before, after in pairwise(arrays)):
        return np.concatenate(arrays)
    start = first // whole[0].nbytes
    return np.asarray(whole[start : start + sum(map(len, arrays))])


def _root(array: NDArray[Any]) -> NDArray[Any]:
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def _end(array: NDArray[Any]) -> int:
    return int(array.ctypes.data) + array.nbytes
