"""What a task's place in the stream does to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..statistics import Interval, over_grid
from .designs import Order

Array = NDArray[np.float64]


class Effect(NamedTuple):
    """What the place does.

    Attributes:
        by_place: (K,) mean success at each position, with what is due to the tasks that stood there taken out.
        change: how much more success the last place gives than the first, along the straight line through the
            places, mean over orders and seeds with its interval.
    """

    by_place: list[float]
    change: Interval


def effect(success: Array, orders: Sequence[Order]) -> Effect:
    """Return the effect of a task's position on a success rate.

    Args:
        success: (orders, seeds, K) by task.
        orders: of the tasks.
    """
    own = success - success.mean(axis=(0, 1))  # from a task's own mean: easy tasks do not count as early ones
    places = np.array([np.argsort(order) for order in orders])  # of each task, by index
    mean, together = float(success.mean()), own.mean(axis=1)
    by_place = [mean + float(together[places == place].mean()) for place in range(success.shape[2])]
    changes = [[_change(run, place) for run in runs] for runs, place in zip(own, places, strict=True)]
    return Effect(by_place, over_grid(changes))


def _change(deviations: Array, places: Array) -> float:
    """Return slope times length of the line through (place, deviation)."""
    centred = places - places.mean()
    square = float(centred @ centred)
    return float(centred @ deviations) / square * (len(places) - 1) if square else 0.0
