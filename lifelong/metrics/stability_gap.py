"""How far old tasks fall while a new one is being learned, even if they come back (De Lange et al. 2023)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def stability_gap(success: ArrayLike, during: ArrayLike | None = None) -> dict[str, float]:
    """Return the worst-case metrics; NaN for a single task, and where a row of `success` was not evaluated.

    Args:
        success: (K, K), rows and columns are positions; row i after stage i.
        during: (K, E, K) success on task k at point e of stage i, NaN where it was not evaluated. None: the rows are
            all there is, and a fall that is made good within a stage is not seen.

    Returns:
        min_acc: mean over all but the last task of the lowest success ever seen after its stage.
        wc_acc: min_acc averaged with the last task's success, a task each.
        gap: mean over later stages and old tasks of the success after the stage minus the lowest within it; 0 if old
            tasks never do worse than they end up. NaN without any point of `during` on an old task.

    Raises:
        ValueError: the shapes do not fit.
    """
    matrix = np.asarray(success, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:
        raise ValueError(f"success must be (K, K) with K >= 1, not {matrix.shape}")
    stages = len(matrix)
    within = np.full((stages, 1, stages), np.nan) if during is None else np.asarray(during, dtype=np.float64)
    if within.ndim != 3 or within.shape[::2] != (stages, stages):
        raise ValueError(f"during must be ({stages}, E, {stages}), not {within.shape}")
    lowest = _lowest(within, matrix)
    minima = np.array([lowest[task + 1 :, task].min() for task in range(stages - 1)])
    worst = float(minima.mean()) if stages > 1 else float("nan")
    return {
        "min_acc": worst,
        "wc_acc": float(np.append(minima, matrix[-1, -1]).mean()) if stages > 1 else float("nan"),
        "gap": _gap(within, matrix, lowest),
    }


def _lowest(within: Array, matrix: Array) -> Array:
    """Return the (K, K) lowest success on each task within each stage, its end included; NaN if the end is missing."""
    seen = np.where(np.isnan(within), np.inf, within).min(axis=1, initial=np.inf)
    return np.minimum(seen, matrix)


def _gap(within: Array, matrix: Array, lowest: Array) -> float:
    old = np.tri(len(matrix), k=-1, dtype=bool)
    tried = old & ~np.isnan(within).all(axis=1)
    return float((matrix - lowest)[tried].mean()) if tried.any() else float("nan")
