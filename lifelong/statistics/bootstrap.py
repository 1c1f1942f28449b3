"""Summaries over runs and tasks that resist outliers, with bootstrap intervals (Agarwal et al. 2021)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .intervals import Interval, check_level

Array = NDArray[np.float64]


def iqm(scores: ArrayLike) -> float:
    """Return the interquartile mean: of what is left without the lowest and the highest quarter of all scores."""
    values = np.sort(np.asarray(scores, dtype=np.float64), axis=None)
    if not values.size:
        raise ValueError("an interquartile mean needs at least one score")
    cut = values.size // 4
    return float(values[cut : values.size - cut].mean())


def optimality_gap(scores: ArrayLike, goal: float = 1.0) -> float:
    """Return how far scores fall short of a goal, on average; more than the goal does not count."""
    return float(goal - np.minimum(np.asarray(scores, dtype=np.float64), goal).mean())


def probability_of_improvement(first: ArrayLike, second: ArrayLike) -> float:
    """Return how likely a run of one algorithm is to beat a run of another, on average over tasks; ties count half.

    It is the Mann-Whitney statistic over the number of pairs: 0.5 for the same scores, 1 if every run beats every run.

    Args:
        first: (runs, tasks).
        second: (other runs, tasks).

    Raises:
        ValueError: the shapes do not fit.
    """
    one, other = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if one.ndim != 2 or other.ndim != 2 or one.shape[1] != other.shape[1] or not one.size * other.size:
        raise ValueError(f"both must be (runs, tasks) with the same tasks, not {one.shape} and {other.shape}")
    difference = one[:, None] - other[None]
    return float(((difference > 0) + 0.5 * (difference == 0)).mean())


def bootstrap(
    strata: Sequence[ArrayLike],
    statistic: Callable[..., float],
    rng: np.random.Generator,
    *,
    resamples: int = 10_000,
    level: float = 0.95,
) -> Interval:
    """Return a statistic with its percentile interval, runs drawn again within every stratum.

    Whole runs are drawn, with all their tasks, since the cells of a run depend on each other. Below twenty runs the
    interval is too narrow: with 3 a nominal 95 % covers 73 %, with 5 82 %, with 10 89 %. Use `over_runs` there.

    Args:
        strata: an array per suite, algorithm or order, whose first axis is runs, at least two.
        statistic: called with one array per stratum.
        rng: draws the runs.
        resamples: how often.
        level: of the interval.

    Raises:
        ValueError: a stratum of fewer than two runs, or not 0 < level < 1.
    """
    from scipy import stats  # takes most of a second to import

    check_level(level)
    arrays = [np.asarray(stratum, dtype=np.float64) for stratum in strata]
    if not arrays or min(len(array) for array in arrays) < 2:
        raise ValueError("the bootstrap needs at least two runs in every stratum")

    def of_runs(*chosen: NDArray[np.int64]) -> float:
        return statistic(*(array[runs] for array, runs in zip(arrays, chosen, strict=True)))

    result = stats.bootstrap(
        tuple(np.arange(len(array)) for array in arrays),
        of_runs,
        vectorized=False,
        method="percentile",
        n_resamples=resamples,
        confidence_level=level,
        random_state=rng,
    )
    low, high = result.confidence_interval
    return Interval(float(statistic(*arrays)), float(low), float(high))
