"""How far old tasks fall while a new one is being learned, even if they come back (De Lange et al. 2023)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def stability_gap(
    success: ArrayLike, during: ArrayLike | None = None, ends: ArrayLike | None = None
) -> dict[str, float]:
    """Return the worst-case metrics; NaN for a single task, and where a row of `success` was not evaluated.

    Args:
        success: (K, K), rows and columns are positions; row i after stage i.
        during: (K, E, K) success on task k at point e of stage i, NaN where it was not evaluated. None: the rows are
            all there is, and a fall that is made good within a stage is not seen.
        ends: (K, K) success after each stage on the states and episodes of `during`, so that a gap is no difference
            between states. None: `success`.

    Returns:
        min_acc: mean over all but the last task of the lowest success ever seen after its stage.
        wc_acc: min_acc averaged with the last task's success, a task each.
        gap: mean over later stages and old tasks of the success after the stage minus the lowest within it; 0 if old
            tasks never do worse than they end up. NaN without any point of `during` on an old task. The lowest of
            noisy points is too low, and so this is too high; `held_out_gap` is not.

    Raises:
        ValueError: the shapes do not fit.
    """
    matrix = np.asarray(success, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:
        raise ValueError(f"success must be (K, K) with K >= 1, not {matrix.shape}")
    stages = len(matrix)
    within, after = _within(during, stages), _ends(matrix if ends is None else ends, stages)
    lowest = np.minimum(_lowest(within), matrix)
    minima = np.array([lowest[task + 1 :, task].min() for task in range(stages - 1)])
    worst = float(minima.mean()) if stages > 1 else float("nan")
    return {
        "min_acc": worst,
        "wc_acc": float(np.append(minima, matrix[-1, -1]).mean()) if stages > 1 else float("nan"),
        "gap": _over_old(np.maximum(after - _lowest(within), 0), within),
    }


def held_out_gap(during: ArrayLike, ends: ArrayLike) -> float:
    """Return the stability gap without the noise of the lowest point: 0 on average if success does not move.

    One half of the episodes says which moment of a stage was a task's lowest, its end being one of them, and the other
    half how far it was below the end; then the other way round, and the mean of both. NaN without any point on an old
    task. Below 0 is noise.

    Args:
        during: (2, K, E, K) success on task k at point e of stage i, by half, NaN where it was not evaluated.
        ends: (2, K, K) success after each stage on the same episodes.

    Raises:
        ValueError: the shapes do not fit.
    """
    halves = np.asarray(during, dtype=np.float64)
    if halves.ndim != 4 or len(halves) != 2 or np.shape(ends)[:1] != (2,):
        raise ValueError(f"during must be (2, K, E, K) and ends (2, K, K), not {halves.shape} and {np.shape(ends)}")
    stages = halves.shape[1]
    moments = [
        np.concatenate([_within(part, stages), _ends(end, stages)[:, None]], axis=1)
        for part, end in zip(halves, np.asarray(ends, dtype=np.float64), strict=True)
    ]
    falls = [_fall(chosen, measured) for chosen, measured in (moments, moments[::-1])]
    return _over_old(np.mean(falls, axis=0), halves[0])


def _fall(chosen: Array, measured: Array) -> Array:
    """Return the (K, K) fall below the end that one half of the episodes has at the moment lowest in the other."""
    lowest = np.where(np.isnan(chosen), np.inf, chosen).argmin(axis=1)[:, None]
    return np.asarray(measured[:, -1] - np.take_along_axis(measured, lowest, axis=1)[:, 0])


def _lowest(within: Array) -> Array:
    """Return the (K, K) lowest success on each task within each stage; infinity where nothing was evaluated."""
    return np.asarray(np.where(np.isnan(within), np.inf, within).min(axis=1, initial=np.inf))


def _over_old(gaps: Array, within: Array) -> float:
    """Return the mean over stages and the tasks before them that were evaluated within them."""
    tried = np.tri(len(gaps), k=-1, dtype=bool) & ~np.isnan(within).all(axis=1)
    return float(gaps[tried].mean()) if tried.any() else float("nan")


def _within(during: ArrayLike | None, stages: int) -> Array:
    within = np.full((stages, 1, stages), np.nan) if during is None else np.asarray(during, dtype=np.float64)
    if within.ndim != 3 or within.shape[::2] != (stages, stages):
        raise ValueError(f"during must be ({stages}, E, {stages}), not {within.shape}")
    return within


def _ends(ends: ArrayLike, stages: int) -> Array:
    after = np.asarray(ends, dtype=np.float64)
    if after.shape != (stages, stages):
        raise ValueError(f"ends must be ({stages}, {stages}), not {after.shape}")
    return after
