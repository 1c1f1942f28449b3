"""Means over runs that share an order or a seed, which are not independent of each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from .intervals import Interval, check_level, mean_interval

Array = NDArray[np.float64]


class Components(NamedTuple):
    """Where the spread of runs comes from, in the model value[o, s] = mean + order[o] + seed[s] + rest[o, s].

    Attributes:
        order: standard deviation between orders; 0 where the estimate of its square is negative.
        seed: between seeds, likewise.
        rest: of what neither explains: their interaction and the noise of the rollouts.
        mean: over all runs, with an interval for other orders and other seeds.
    """

    order: float
    seed: float
    rest: float
    mean: Interval


def components(values: ArrayLike, level: float = 0.95) -> Components:
    """Return the variance components of a crossed design, by analysis of variance.

    The interval is Student's with the degrees of freedom of Satterthwaite (1946).

    Args:
        values: (orders, seeds), at least two of each.
        level: of the interval.

    Raises:
        ValueError: fewer orders or seeds, or not 0 < level < 1.
    """
    check_level(level)
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2 or min(table.shape) < 2:
        raise ValueError(f"values must be (orders, seeds) with at least two of each, not {table.shape}")
    (orders, seeds), mean = table.shape, float(table.mean())
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    residual = table - rows[:, None] - columns + mean
    by_order, by_seed = seeds * float(rows.var(ddof=1)), orders * float(columns.var(ddof=1))
    freedom = (orders - 1) * (seeds - 1)
    rest = float((residual**2).sum()) / freedom
    half = _half_width(by_order, by_seed, rest, orders, seeds, level)
    return Components(
        math.sqrt(max(0.0, by_order - rest) / seeds),
        math.sqrt(max(0.0, by_seed - rest) / orders),
        math.sqrt(rest),
        Interval(mean, mean - half, mean + half),
    )


def over_runs(
    values: Sequence[float], orders: Sequence[object], seeds: Sequence[object], level: float = 0.95
) -> Interval:
    """Return the mean over runs with the interval that fits how they were made.

    One order: Student's over the seeds. Every order with the same seeds, two or more: the crossed design of
    `components`. Otherwise Student's over the means of the orders, since runs of one order are not independent.

    Args:
        values: a number per run.
        orders: the order of each run, anything that can be compared.
        seeds: its seed.
        level: of the interval.

    Raises:
        ValueError: no runs, a run twice, or not 0 < level < 1.
    """
    cells = dict(zip(zip(orders, seeds, strict=True), values, strict=True))
    if len(cells) < len(values):
        raise ValueError("runs must differ in order or seed")
    rows, columns = list(dict.fromkeys(orders)), list(dict.fromkeys(seeds))
    if len(rows) > 1 and len(columns) > 1 and len(cells) == len(rows) * len(columns):
        return components([[cells[row, column] for column in columns] for row in rows], level).mean
    if len(rows) < 2:
        return mean_interval(values, level)
    return mean_interval([np.mean([cells[key] for key in cells if key[0] == row]) for row in rows], level)


def over_grid(values: ArrayLike, level: float = 0.95) -> Interval:
    """Return the same for a full grid.

    Args:
        values: (orders, seeds), at least one of each.
        level: of the interval.

    Raises:
        ValueError: not two axes, no runs, or not 0 < level < 1.
    """
    table = np.asarray(values, dtype=np.float64)
    if table.ndim != 2:
        raise ValueError(f"values must be (orders, seeds), not {table.shape}")
    orders, seeds = np.indices(table.shape).reshape(2, -1).tolist()
    return over_runs(table.ravel().tolist(), orders, seeds, level)


def _half_width(by_order: float, by_seed: float, rest: float, orders: int, seeds: int, level: float) -> float:
    """Return half of the interval from the three mean squares; a component below 0 counts as 0."""
    parts = [(by_order, orders - 1, by_order > rest), (by_seed, seeds - 1, by_seed > rest)]
    share = 1 - sum(kept for *_, kept in parts)
    variance = sum(square for square, _, kept in parts if kept) + share * rest
    if not variance > 0:
        return 0.0
    spread = sum(square**2 / free for square, free, kept in parts if kept)
    spread += (share * rest) ** 2 / ((orders - 1) * (seeds - 1))
    return float(stdtrit(variance**2 / spread, 0.5 + level / 2) * math.sqrt(variance / (orders * seeds)))
