"""A stream compared with references: every task learned alone, or all of them together.

Positions are those of the stream, as in `transfer`: the references must be put into its order first.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]


def intransigence(success: ArrayLike, joint: ArrayLike) -> float:
    """Return how much worse tasks are learned than by a reference, on average (Chaudhry et al. 2018); lower is better.

    Args:
        success: (K, K).
        joint: (K,) success of the reference on each task: learned jointly as in the paper, or alone.

    Raises:
        ValueError: the shapes do not fit.
    """
    matrix, best = _matrix(success), np.asarray(joint, dtype=np.float64)
    _check(best, matrix.shape[:1], "joint")
    return float((best - np.diag(matrix)).mean())


def plasticity_stability(success: ArrayLike, single: ArrayLike, least: float = 0.2) -> dict[str, float]:
    """Return how well new tasks are learned and old ones kept, as shares.

    Args:
        success: (K, K).
        single: (K,) success on each task learned alone.
        least: tasks with less success in the denominator are left out, as their shares mean nothing.

    Returns:
        plasticity: mean of diagonal / single; above 1 where the stream helps.
        plasticity_tasks: how many it is about.
        stability: mean of last row / diagonal over all but the last task.
        stability_tasks: how many it is about.

    Raises:
        ValueError: the shapes do not fit.
    """
    matrix, alone = _matrix(success), np.asarray(single, dtype=np.float64)
    _check(alone, matrix.shape[:1], "single")
    learned = np.diag(matrix)
    plasticity, fresh = _share(learned, alone, least)
    stability, kept = _share(matrix[-1, :-1], learned[:-1], least)
    return {"plasticity": plasticity, "plasticity_tasks": fresh, "stability": stability, "stability_tasks": kept}


def forward_transfer(curves: ArrayLike, single: ArrayLike, room: float = 0.05) -> dict[str, float]:
    """Return the forward transfer of Continual World (Wolczyk et al. 2021).

    Args:
        curves: (K, E) learning curves of the stream, point 0 before training.
        single: (K, E) of every task learned alone, at the same points; averaged over runs if there are several.
        room: tasks whose single-task area leaves less than this to 1 are left out, as their share would explode.

    Returns:
        forward_transfer: mean of (area - single-task area) / (1 - single-task area); 0 for the single-task runs.
        forward_transfer_tasks: how many tasks it is about.
        area_gain: mean of area - single-task area over all tasks.

    Raises:
        ValueError: the shapes do not fit.
    """
    stream, alone = np.asarray(curves, dtype=np.float64), np.asarray(single, dtype=np.float64)
    if stream.ndim != 2 or not stream.size:
        raise ValueError(f"curves must be (K, E), not {stream.shape}")
    _check(alone, stream.shape, "single")
    area, reference = stream.mean(axis=1), alone.mean(axis=1)
    kept = ~(1 - reference < room)  # a NaN stays and is seen
    shares = (area[kept] - reference[kept]) / (1 - reference[kept])
    return {
        "forward_transfer": float(shares.mean()) if shares.size else float("nan"),
        "forward_transfer_tasks": float(shares.size),
        "area_gain": float((area - reference).mean()),
    }


def _share(part: Array, whole: Array, least: float) -> tuple[float, float]:
    kept = ~(whole < least)
    return float((part[kept] / whole[kept]).mean()) if kept.any() else float("nan"), float(kept.sum())


def _matrix(success: ArrayLike) -> Array:
    matrix = np.asarray(success, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1] or not matrix.size:
        raise ValueError(f"success must be (K, K) with K >= 1, not {matrix.shape}")
    return matrix


def _check(values: Array, shape: tuple[int, ...], name: str) -> None:
    if values.shape != shape:
        raise ValueError(f"{name} must be {shape}, not {values.shape}")
