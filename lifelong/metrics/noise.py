"""The disparity between orders that would be seen if the order did not matter at all."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import bdtr, ndtr

Array = NDArray[np.float64]
_GRID = np.linspace(-9.0, 9.0, 1801)  # standard deviations; a sum over it is an integral to 1e-12
_DENSITY = np.exp(-(_GRID**2) / 2) / np.sqrt(2 * np.pi) * (_GRID[1] - _GRID[0])
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(200)  # type: ignore[no-untyped-call]
_FARTHEST = 14.0  # standard deviations that no range of normal numbers reaches


def binomial_disparity(rates: ArrayLike, episodes: int, orders: int) -> tuple[float, float]:
    """Return the expected mean and maximum over tasks of the range of `orders` success rates of one policy, exactly.

    Args:
        rates: (K,) true success of each task.
        episodes: behind each success rate.
        orders: how many success rates per task.

    Raises:
        ValueError: a rate is no probability, or a count is below 1.
    """
    chances = np.asarray(rates, dtype=np.float64)
    if not ((chances >= 0) & (chances <= 1)).all() or min(episodes, orders) < 1:
        raise ValueError("rates must be probabilities; episodes and orders at least 1")
    wins = np.arange(episodes + 1)
    at_most = np.array([_range_at_most(bdtr(wins, episodes, chance), orders) for chance in chances])
    mean = (1 - at_most).sum(axis=1).mean() / episodes  # a mean is the sum of the chances to be larger
    return float(mean), float((1 - at_most.prod(axis=0)).sum() / episodes)


def normal_disparity(deviations: ArrayLike, orders: int) -> tuple[float, float]:
    """Return the same for normal noise with a standard deviation per task.

    Args:
        deviations: (K,) of the noise of what is compared between orders.
        orders: how many are compared.

    Raises:
        ValueError: a negative deviation, or fewer than one order.
    """
    scales = np.asarray(deviations, dtype=np.float64)
    if (scales < 0).any() or orders < 1:
        raise ValueError("deviations must not be negative; orders at least 1")
    noisy = scales[scales > 0]
    if not noisy.size:
        return 0.0, 0.0
    farthest = _FARTHEST * noisy.max()
    points = farthest * (1 + _NODES) / 2
    unit, distances, chances = _normal_range(orders)
    at_most = np.interp(points / noisy[:, None], distances, chances)
    maximum = _WEIGHTS @ (1 - at_most.prod(axis=0)) * farthest / 2
    return unit * float(scales.mean()), float(maximum)


def _range_at_most(below: Array, orders: int) -> Array:
    """Return the chance that whole numbers with this distribution function differ by at most 0, 1, 2, ..."""
    least = np.arange(len(below))
    fewer = np.append(0.0, below[:-1])
    highest = below[np.minimum(least[:, None] + least, len(below) - 1)]  # (distance, least)
    return np.asarray(((highest - fewer) ** orders - np.maximum(highest - below, 0.0) ** orders).sum(axis=1))


@cache
def _normal_range(orders: int) -> tuple[float, Array, Array]:
    """Return the expected range of standard normal numbers, and a table of the chance that it is at most a distance."""
    nodes = _FARTHEST * (1 + _NODES) / 2
    mean = _WEIGHTS @ (1 - _normal_range_at_most(nodes, orders)) * _FARTHEST / 2
    distances = np.linspace(0, _FARTHEST, 1001)
    return float(mean), distances, _normal_range_at_most(distances, orders)


def _normal_range_at_most(distances: Array, orders: int) -> Array:
    """Return the chance that standard normal numbers differ by at most each distance."""
    within = ndtr(_GRID + distances[:, None]) - ndtr(_GRID)
    return np.asarray(orders * (within ** (orders - 1)) @ _DENSITY)
