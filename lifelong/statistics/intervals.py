"""Wilson's interval of a success rate, Student's of a mean over few runs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit


class Interval(NamedTuple):
    """An estimate with the bounds of its confidence interval."""

    mean: float
    low: float
    high: float

    def within(self, low: float, high: float) -> Interval:
        """Return it cut to what is possible, which few runs go beyond; NaN stays."""
        return Interval(self.mean, max(self.low, low), min(self.high, high))


def wilson(successes: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Return the Wilson score interval of a success rate from `n` independent episodes; (0, 1) without any.

    It stays within 0 and 1 and keeps its width when all or none succeed (Wilson 1927).

    Raises:
        ValueError: not 0 <= successes <= n, or not 0 < level < 1.
    """
    check_level(level)
    if not 0 <= successes <= n:
        raise ValueError(f"successes must be between 0 and n={n}, not {successes}")
    if n == 0:
        return 0.0, 1.0
    z = float(ndtri(0.5 + level / 2))
    rate, weight = successes / n, 1 + z * z / n
    centre = (rate + z * z / (2 * n)) / weight
    half = z * np.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n)) / weight
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return float(low), float(high)


def mean_interval(values: ArrayLike, level: float = 0.95) -> Interval:
    """Return the mean over runs with Student's t interval, which is honest for 2 to 10 runs; NaN bounds for one run.

    Raises:
        ValueError: no values, or not 0 < level < 1.
    """
    check_level(level)
    sample = np.asarray(values, dtype=np.float64).ravel()
    if not sample.size:
        raise ValueError("a mean needs at least one value")
    mean = float(sample.mean())
    if sample.size == 1:
        return Interval(mean, float("nan"), float("nan"))
    half = float(stdtrit(sample.size - 1, 0.5 + level / 2) * sample.std(ddof=1) / np.sqrt(sample.size))
    return Interval(mean, mean - half, mean + half)


def check_level(level: float) -> None:
    """Raise a ValueError unless a confidence level lies between 0 and 1."""
    if not 0 < level < 1:
        raise ValueError(f"level must be between 0 and 1, not {level}")
