"""Boxes that are open on top: what they collide with and how they are taken."""

from __future__ import annotations

from .asset import Cavity, Collision, Grasp
from .collisions import slab
from .grasps import DOWN

CLEAR = 0.001  # walls start this much above the bottom, so that only this touches the table


def panels(x: float, y: float, height: float, wall: float, floor: float) -> tuple[Collision, ...]:
    """Return the bottom and four walls of a box with half extents x and y [m]; those at the ends of x reach over y."""
    low = floor + CLEAR
    return (
        slab((-x, -y, 0.0), (x, y, floor)),
        slab((-x, -y, low), (-x + wall, y, height)),
        slab((x - wall, -y, low), (x, y, height)),
        slab((-x + wall, -y, low), (x - wall, -y + wall, height)),
        slab((-x + wall, y - wall, low), (x - wall, y, height)),
    )


def room(x: float, y: float, height: float, wall: float, floor: float) -> Cavity:
    """Return the space inside as the region `contain_region`."""
    middle, half = (floor + height) / 2, (height - floor) / 2
    return Cavity("contain_region", "", (0.0, 0.0, middle), (x - wall, y - wall, half))


def walls(x: float, y: float, height: float, wall: float, depth: float = 0.015) -> tuple[Grasp, ...]:
    """Return grasps of the middle of each wall from above, the finger tips `depth` [m] below its top."""
    across = [((0.0, sign * (y - wall / 2)), (0.0, sign, 0.0)) for sign in (1.0, -1.0)]
    along = [((sign * (x - wall / 2), 0.0), (sign, 0.0, 0.0)) for sign in (1.0, -1.0)]
    return tuple(Grasp("", (*place, height - depth), DOWN, close, wall, "rim") for place, close in (*across, *along))
