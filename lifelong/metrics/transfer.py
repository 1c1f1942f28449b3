"""What one run learned, kept and transferred.

Rows and columns are positions in the stream. `success[i, j]` is the success on task j after stage i, with final
weights and on held-out states; `curves[k, e]` is the success on task k at point e while it was being learned.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def transfer(
    success: ArrayLike, curves: ArrayLike | None = None, baseline: ArrayLike | None = None
) -> dict[str, float]:
    """Return the metrics of one run; NaN where the cells that a metric needs were not evaluated.

    Args:
        success: (K, K), NaN for cells that were not evaluated.
        curves: (K, E) learning curves, point 0 before training; None if there are none.
        baseline: (K,) success of the untrained policy, for the forward transfer of Lopez-Paz.

    Returns:
        acc: mean of the last row.
        learned: mean of the diagonal.
        average_incremental: mean over stages of the mean success on the tasks seen so far.
        bwt: mean of last row minus diagonal over all but the last task (Lopez-Paz and Ranzato 2017).
        forgetting: mean fall from the best earlier stage (Chaudhry et al. 2018).
        nbt: mean fall from the diagonal over later stages and over all but the last task. The diagonal is evaluated
            anew, so that no forgetting gives 0 on average; higher is worse.
        nbt_libero: the same as LIBERO defines it (2306.03310): from the maximum of the curve, divided by K. A maximum
            of noisy points is too high, and so is this.
        fwt: LIBERO's forward transfer: area under the curve, held at its earliest maximum.
        auc: LIBERO's area: `fwt` of a task averaged with its later successes.
        lca: area under the curve as it is, the learning-curve area of A-GEM (Chaudhry et al. 2019).
        zero_shot: mean success on a task right before its stage, all but the first.
        zero_shot_curve: the same from point 0 of the curves, for when the matrix holds nothing above its diagonal.
        zero_shot_ahead: mean over stages of the success on all later tasks (Diaz-Rodriguez et al. 2018).
        fwt_lopez_paz: `zero_shot` minus the baseline.

    Raises:
        ValueError: the shapes do not fit.
    """
    matrix = np.asarray(success, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:
        raise ValueError(f"success must be (K, K) with K >= 1, not {matrix.shape}")
    stages = len(matrix)
    learning = np.full((stages, 1), np.nan) if curves is None else np.asarray(curves, dtype=np.float64)
    if learning.ndim != 2 or len(learning) != stages or not learning.shape[1]:
        raise ValueError(f"curves must be ({stages}, E) with E >= 1, not {learning.shape}")
    return _retention(matrix) | _libero(matrix, learning) | _ahead(matrix, learning, baseline)


def learning_curve_area(curves: ArrayLike, beta: int | None = None) -> float:
    """Return A-GEM's LCA: the mean over tasks and over the points 0 to `beta` of the learning curves, all if None.

    Raises:
        ValueError: `curves` is not (K, E), or there is no point `beta`.
    """
    learning = np.asarray(curves, dtype=np.float64)
    if learning.ndim != 2 or not learning.size:
        raise ValueError(f"curves must be (K, E), not {learning.shape}")
    if beta is not None and not 0 <= beta < learning.shape[1]:
        raise ValueError(f"beta={beta} must be between 0 and {learning.shape[1] - 1}")
    return float(learning[:, : None if beta is None else beta + 1].mean())


def _retention(success: Array) -> dict[str, float]:
    last, diagonal = success[-1], np.diag(success)
    best = np.array([success[k:-1, k].max() for k in range(len(success) - 1)])
    falls = _falls(success, diagonal)
    return {
        "acc": float(last.mean()),
        "learned": float(diagonal.mean()),
        "average_incremental": float(np.mean([success[i, : i + 1].mean() for i in range(len(success))])),
        "bwt": _mean(last[:-1] - diagonal[:-1]),
        "forgetting": _mean(best - last[:-1]),
        "nbt": _mean(falls[:-1]),
    }


def _libero(success: Array, curves: Array) -> dict[str, float]:
    stages = len(success)
    area = _held_at_best(curves).mean(axis=1)
    later = [np.append(success[k + 1 :, k], area[k]).mean() for k in range(stages)]
    return {
        "nbt_libero": float(_falls(success, curves.max(axis=1)).mean()),
        "fwt": float(area.mean()),
        "auc": float(np.mean(later)),
        "lca": learning_curve_area(curves),
    }


def _ahead(success: Array, curves: Array, baseline: ArrayLike | None) -> dict[str, float]:
    before = np.diag(success, k=1)  # success[k - 1, k]
    chance = np.full(len(success), np.nan) if baseline is None else np.asarray(baseline, dtype=np.float64)
    if chance.shape != (len(success),):
        raise ValueError(f"baseline must be ({len(success)},), not {chance.shape}")
    return {
        "zero_shot": _mean(before),
        "zero_shot_curve": _mean(curves[1:, 0]),
        "zero_shot_ahead": _mean(success[np.triu_indices(len(success), k=1)]),
        "fwt_lopez_paz": _mean(before - chance[1:]),
    }


def _falls(success: Array, start: Array) -> Array:
    """Return per task the mean fall from `start` over the later stages; 0 for the last task, which has none."""
    stages = len(success)
    falls = [float((start[k] - success[k + 1 :, k]).mean()) for k in range(stages - 1)]
    return np.array([*falls, 0.0 * start[-1]])


def _held_at_best(curves: Array) -> Array:
    """Return the curves with every point from the earliest maximum on set to that maximum."""
    points = np.arange(curves.shape[1])
    return np.where(points >= curves.argmax(axis=1)[:, None], curves.max(axis=1)[:, None], curves)


def _mean(values: Array) -> float:
    return float(values.mean()) if values.size else float("nan")
