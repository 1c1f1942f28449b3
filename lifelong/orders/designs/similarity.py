"""Orders from the one whose neighbours have least in common to the one whose neighbours have most."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError
from perdure.envs.task import Task

from ..overlap import along, pairs

Array = NDArray[np.float64]
_STARTS = 8  # of the search, which can get stuck


def build(tasks: Sequence[Task], n: int | None, rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Return `n` orders (2 for None), whose neighbours' mean overlap goes up in equal steps; the ends are the extremes.

    Raises:
        PerdureError: no different orders come of it.
    """
    shared = pairs(tasks)
    starts = [rng.permutation(len(tasks)) for _ in range(_STARTS)]
    least, most = (along(_nearest(shared, starts, aim), shared) for aim in (0.0, 1.0))
    aims = np.linspace(least, most, n or 2) if n != 1 else [most]
    found = [tuple(int(task) for task in _nearest(shared, starts, aim)) for aim in aims]
    if len(set(found)) < len(found):
        raise PerdureError(
            f"n={len(found)}, but neighbours' overlap does not tell so many orders apart; ask for fewer."
        )
    return found


def _nearest(shared: Array, starts: Sequence[NDArray[np.int64]], aim: float) -> NDArray[np.int64]:
    """Return the best order found whose mean overlap of neighbours is near `aim`."""
    found = [_improved(start, shared, aim) for start in starts]
    return min(found, key=lambda each: abs(along(each, shared) - aim))


def _improved(start: NDArray[np.int64], shared: Array, aim: float) -> NDArray[np.int64]:
    """Turn stretches round for as long as that brings the order nearer."""
    best, miss = start, abs(along(start, shared) - aim)
    better = True
    while better:
        better = False
        for first, last in combinations(range(len(start) + 1), 2):
            tried = best.copy()
            tried[first:last] = best[first:last][::-1]
            if (missed := abs(along(tried, shared) - aim)) < miss - 1e-12:
                best, miss, better = tried, missed, True
    return best
