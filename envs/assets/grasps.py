"""Families of grasps that many objects share."""

from __future__ import annotations

import numpy as np

from .asset import Grasp

DOWN = (0.0, 0.0, -1.0)


def rim(radius: float, height: float, width: float, count: int = 12, free: float = 0.0) -> tuple[Grasp, ...]:
    """Return grasps from above with one finger inside and one outside of a round wall.

    Args:
        radius: of the middle of the wall [m].
        height: of the finger tips [m].
        width: thickness of the wall [m].
        count: number of azimuths.
        free: half angle around +x to leave out, where a handle is [rad].
    """
    angles = 2 * np.pi * np.arange(count) / count
    return tuple(
        Grasp("", (radius * c, radius * s, height), DOWN, (c, s, 0.0), width, "rim")
        for c, s in ((float(np.cos(a)), float(np.sin(a))) for a in angles if np.cos(a) <= np.cos(free) or not free)
    )


def around(height: float, width: float, count: int = 6) -> tuple[Grasp, ...]:
    """Return grasps of an upright round thing from above, by its sides.

    Args:
        height: of the finger tips [m].
        width: diameter [m].
        count: directions of closing within half a turn.
    """
    angles = np.pi * np.arange(count) / count
    return tuple(
        Grasp("", (0.0, 0.0, height), DOWN, (float(np.cos(a)), float(np.sin(a)), 0.0), width, "side") for a in angles
    )


def across(width: float, height: float, shifts: tuple[float, ...] = (0.0,)) -> tuple[Grasp, ...]:
    """Return grasps from above across the thin side (y) of something that lies or stands along x.

    Args:
        width: thickness between the fingers [m].
        height: of the finger tips [m].
        shifts: places along x [m].
    """
    return tuple(
        Grasp("", (shift, 0.0, height), DOWN, (0.0, sign, 0.0), width, "side")
        for shift in shifts
        for sign in (1.0, -1.0)
    )
