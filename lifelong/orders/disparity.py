"""How sure the disparity between orders is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..statistics import Interval

Array = NDArray[np.float64]
_DRAWS = 4000


def intervals(final: Array, episodes: int, rng: np.random.Generator, level: float = 0.95) -> tuple[Interval, Interval]:
    """Return AOPD and MOPD of these orders with bootstrap intervals that take the noise of the rollouts out.

    Every number is drawn again with its noise: from the spread between seeds where there are some, else binomial. Noise
    makes the disparity of the draws too large by about as much as the observed one is too large, so the interval is the
    basic one, mirrored at what was observed (Davison and Hinkley 1997, section 5.2). What was observed may lie outside.

    Args:
        final: (orders, seeds, K) success after the whole stream.
        episodes: behind each number.
        rng: draws the noise.
        level: of the interval.
    """
    orders, seeds, tasks = final.shape
    table = final.mean(axis=1)
    size = (_DRAWS, orders, tasks)
    if seeds > 1:
        deviation = np.sqrt(final.var(axis=1, ddof=1).mean(axis=0) / seeds)
        drawn = np.clip(table + deviation * rng.standard_normal(size), 0, 1)
    else:
        drawn = rng.binomial(episodes, table, size) / episodes
    ranges, observed = np.ptp(drawn, axis=1), np.ptp(table, axis=0)
    return (
        _basic(float(observed.mean()), ranges.mean(axis=1), level),
        _basic(float(observed.max()), ranges.max(axis=1), level),
    )


def _basic(observed: float, draws: Array, level: float) -> Interval:
    low, high = np.quantile(draws, [0.5 - level / 2, 0.5 + level / 2])
    bounds = np.clip([2 * observed - high, 2 * observed - low], 0, 1)
    return Interval(observed, float(bounds[0]), float(bounds[1]))
