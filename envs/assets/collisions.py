"""Cheap collision shapes: what costs time is the number of contacts, so few boxes, each touching little."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .asset import Collision, Vec3


def slab(lower: Vec3, upper: Vec3, friction: float = 1.0) -> Collision:
    """Return an upright box between two corners [m]."""
    low, high = np.asarray(lower, float), np.asarray(upper, float)
    half, middle = (high - low) / 2, (high + low) / 2
    return Collision("box", _vec(half), _vec(middle), friction=friction)


def disc(radius: float, low: float, high: float, position: tuple[float, float] = (0.0, 0.0)) -> Collision:
    """Return an upright cylinder between two heights [m]."""
    return Collision("cylinder", (radius, (high - low) / 2, 0.0), (*position, (high + low) / 2))


def ring(low: tuple[float, float], high: tuple[float, float], thickness: float, count: int) -> tuple[Collision, ...]:
    """Return a wall of boxes around z.

    Args:
        low: (radius, height) of the middle of the wall at its lower edge [m].
        high: the same at its upper edge; a larger radius makes a funnel.
        thickness: of the wall [m].
        count: number of boxes.
    """
    run, rise = high[0] - low[0], high[1] - low[1]
    tilt = np.arctan2(run, rise) / 2
    width = np.tan(np.pi / count) * max(low[0], high[0])
    size = (thickness / 2, float(width), float(np.hypot(run, rise)) / 2)
    radius, height = (low[0] + high[0]) / 2, (low[1] + high[1]) / 2
    found = []
    for angle in 2 * np.pi * (np.arange(count) + 0.5) / count:
        c, s = np.cos(angle / 2), np.sin(angle / 2)
        turn = (c * np.cos(tilt), -s * np.sin(tilt), c * np.sin(tilt), s * np.cos(tilt))
        place = (float(radius * np.cos(angle)), float(radius * np.sin(angle)), height)
        w, x, y, z = (float(value) for value in turn)
        found.append(Collision("box", size, place, (w, x, y, z)))
    return tuple(found)


def _vec(values: NDArray[np.float64]) -> Vec3:
    x, y, z = (float(value) for value in values)
    return x, y, z
