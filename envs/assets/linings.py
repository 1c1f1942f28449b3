"""Thin layers on what is touched: the light inside of a case, a window or a panel on a front."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .asset import Cavity, Mesh, Vec3
from .mesh import box, merge

THIN = 0.0015  # less flickers in small pictures
_BACK = 0.005  # from the opening to a lining, which must not show beside a closed door
_SIDES = ("right", "left", "back", "front", "top", "bottom")


def lining(cavity: Cavity) -> Mesh:
    """Return thin boards on the five walls of a cavity."""
    half, middle, opening = (np.array(value) for value in (cavity.half, cavity.position, cavity.opening))
    half, middle = half - _BACK / 2 * np.abs(opening), middle - _BACK / 2 * opening
    boards = []
    for axis in range(3):
        for sign in (-1.0, 1.0):
            if sign * opening[axis] > 0.5:
                continue
            size, place = half.copy(), middle.copy()
            size[axis] = THIN / 2
            place[axis] += sign * (half[axis] - THIN / 2)
            boards.append(box(_vec(size), _vec(place)))
    return merge(*boards)


def pane(x: tuple[float, float], y: float, z: tuple[float, float]) -> Mesh:
    """Return a thin board on a front that looks towards -y, whose texture fills it once.

    Args:
        x: its left and right edge [m].
        y: of the front [m].
        z: its lower and upper edge [m].
    """
    half = ((x[1] - x[0]) / 2, THIN / 2, (z[1] - z[0]) / 2)
    place = ((x[0] + x[1]) / 2, y - THIN / 2, (z[0] + z[1]) / 2)
    return box(half, place, windows=dict.fromkeys(_SIDES, (0.0, 0.0, 1.0, 1.0)))


def _vec(values: NDArray[np.float64]) -> Vec3:
    x, y, z = (float(value) for value in values)
    return x, y, z
