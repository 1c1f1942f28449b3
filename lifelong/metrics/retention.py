"""What is left of skills: of those that were never trained, and of those that come back when trained again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

_SLACK = 1e-9  # what rounding may do to a share of a rate


def zero_shot_retention(before: ArrayLike, after: ArrayLike) -> dict[str, float]:
    """Return what a stream did to tasks that it does not contain.

    Args:
        before: (U,) success of the policy that the stream began with.
        after: (stages, U) success after every stage.

    Returns:
        change: mean over tasks of the last stage minus before.
        kept: mean success at the last stage as a share of that before; NaN if nothing worked before.
        lowest: the lowest mean success after any stage.

    Raises:
        ValueError: the shapes do not fit.
    """
    first, later = np.asarray(before, dtype=np.float64), np.asarray(after, dtype=np.float64)
    if first.ndim != 1 or later.ndim != 2 or later.shape[1:] != first.shape or not later.size:
        raise ValueError(f"before must be (U,) and after (stages, U), not {first.shape} and {later.shape}")
    start, means = float(first.mean()), later.mean(axis=1)
    return {
        "change": float(means[-1]) - start,
        "kept": float(means[-1]) / start if start > 0 else math.nan,
        "lowest": float(means.min()),
    }


def steps_to(level: float, steps: Sequence[float], success: ArrayLike) -> float:
    """Return the first of `steps` at which success reaches a level; infinity if it never does.

    Raises:
        ValueError: not as many steps as successes, or steps that do not rise.
    """
    rates = np.asarray(success, dtype=np.float64)
    if rates.shape != (len(steps),) or any(later <= earlier for earlier, later in pairwise(steps)):
        raise ValueError(f"steps must rise and be as many as successes, not {len(steps)} for {rates.shape}")
    return next((float(step) for step, rate in zip(steps, rates, strict=True) if rate >= level - _SLACK), math.inf)


def recovery(
    steps: Sequence[float], first: ArrayLike, again: ArrayLike, learned: float, share: float = 0.95
) -> dict[str, float]:
    """Return how fast a forgotten task comes back: skills that are only suppressed do so in few steps.

    Args:
        steps: (E,) optimisation steps of the points of both curves, from 0.
        first: (E,) success while the task was learned.
        again: (E,) success while it is trained again after the stream.
        learned: success right after it was learned.
        share: of it that must be reached.

    Returns:
        recovery_steps: steps to reach that level again; infinity if it is never reached.
        first_steps: steps that it took the first time, likewise.
        ratio: the first over the second; 0 if nothing had been forgotten, 1 if all had to be learned anew; NaN where
            the first time was immediate or never.
    """
    level = share * learned
    back, original = steps_to(level, steps, again), steps_to(level, steps, first)
    known = 0 < original < math.inf
    return {"recovery_steps": back, "first_steps": original, "ratio": back / original if known else math.nan}
