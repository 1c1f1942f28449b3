"""What a task's place in the stream does to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..statistics import Interval, mean_interval
from .designs import Order

Array = NDArray[np.float64]


class Effect(NamedTuple):
    """What the place does.

    Attributes:
        by_place: (K,) mean success at each position, with what is due to the tasks that stood there taken out.
        change: how much more success the last place gives than the first, along the straight line through the
            places, mean over orders with Student's interval.
    """

    by_place: list[float]
    change: Interval


def effect(success: Array, orders: Sequence[Order]) -> Effect:
    """Return the effect of a task's position on a success rate.

    Args:
        success: (orders, seeds, K) by task.
        orders: of the tasks.
    """
    table = success.mean(axis=1)
    own = table - table.mean(axis=0)  # a task's deviation from its own mean: easy tasks do not count as early ones
    places = np.array([np.argsort(order) for order in orders])  # of each task, by index
    tasks = table.shape[1]
    by_place = [float(table.mean() + own[places == place].mean()) for place in range(tasks)]
    return Effect(by_place, mean_interval([_change(row, place) for row, place in zip(own, places, strict=True)]))


def _change(deviations: Array, places: Array) -> float:
    """Return slope times length of the line through (place, deviation)."""
    centred = places - places.mean()
    square = float(centred @ centred)
    return float(centred @ deviations) / square * (len(places) - 1) if square else 0.0
