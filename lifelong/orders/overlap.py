"""How much neighbours of a stream have in common."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from perdure.envs.generation.overlap import jaccard, profile
from perdure.envs.task import Task

Array = NDArray[np.float64]
AXES = ("objects", "skills")


def pairs(tasks: Sequence[Task]) -> Array:
    """Return the (K, K) overlap of tasks: the mean of what they share of things and of what their goals ask for."""
    profiles = [profile(task) for task in tasks]
    return np.array(
        [[np.mean([jaccard(one[axis], other[axis]) for axis in AXES]) for other in profiles] for one in profiles]
    )


def along(order: ArrayLike, shared: Array) -> float:
    """Return the mean overlap of neighbours in an order; NaN for a single task."""
    places = np.asarray(order, dtype=np.int64)
    return float(shared[places[:-1], places[1:]].mean()) if len(places) > 1 else float("nan")
