"""Whether it matters where in the stream a task stands."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def position_effects(success: ArrayLike, orders: ArrayLike | None = None) -> dict[str, float]:
    """Return how success changes with every position that a task stands later, by least squares.

    Args:
        success: (runs, K, K), or (K, K) of one run; rows and columns are positions.
        orders: (runs, K) index of the task at each position. With it, tasks are compared with themselves at other
            positions. Without it, or where no task changes its position, late tasks may just be easier than early ones.

    Returns:
        learned_slope: of the diagonal, success right after learning. Below 0: plasticity is lost.
        final_slope: of the last row. Above 0: recent tasks are remembered better.
        NaN where there is nothing to compare: a single task, or, with `orders`, no task at two positions.

    Raises:
        ValueError: the shapes do not fit.
    """
    runs = np.asarray(success, dtype=np.float64)
    runs = runs[None] if runs.ndim == 2 else runs
    if runs.ndim != 3 or runs.shape[1] != runs.shape[2] or not runs.size:
        raise ValueError(f"success must be (runs, K, K), not {runs.shape}")
    tasks = np.zeros(runs.shape[:2], np.int64) if orders is None else np.asarray(orders, dtype=np.int64)
    if tasks.shape != runs.shape[:2]:
        raise ValueError(f"orders must be {runs.shape[:2]}, not {tasks.shape}")
    return {
        "learned_slope": _slope(np.diagonal(runs, axis1=1, axis2=2), tasks),
        "final_slope": _slope(runs[:, -1], tasks),
    }


def _slope(values: Array, tasks: NDArray[np.int64]) -> float:
    """Return the slope over columns within tasks."""
    _, group = np.unique(tasks, return_inverse=True)
    group = group.ravel()
    places = np.broadcast_to(np.arange(values.shape[1], dtype=np.float64), values.shape)
    steps = _centred(places.ravel(), group)
    spread = float(steps @ steps)
    return float(steps @ _centred(values.ravel(), group)) / spread if spread > 0 else float("nan")


def _centred(values: Array, group: NDArray[np.int64]) -> Array:
    means = np.bincount(group, values) / np.bincount(group)
    return np.asarray(values - means[group])
