"""Where a thing stands beside another, seen from the camera that looks at the robot.

Left and right, before and behind are those of the picture, whichever way the things are turned: right is +y, the front
is +x of the world. All are relative to where the other thing is now.
"""

from __future__ import annotations

import numpy as np

from ..extent import middle
from ..footprint import Footprint, gap, of_asset
from ..pose import Array
from ..world import World
from .resolve import resolve

NEAR = 0.20  # greatest distance between two things that are beside each other [m]
LEVEL = 0.015  # their undersides are at the same height within this [m]
OVERLAP = 0.01  # by which footprints may overlap: hulls of round things seen from above are polygons [m]
LEFT, RIGHT = np.array([0.0, -1.0]), np.array([0.0, 1.0])
FRONT, BEHIND = np.array([1.0, 0.0]), np.array([-1.0, 0.0])
_CONE = np.cos(np.radians(45.0))


def beside(world: World, thing: str, other: str, near: float = NEAR, direction: Array | None = None) -> bool:
    """Tell whether a thing stands beside another, let go of.

    Args:
        world: the world.
        thing: what stands there.
        other: what it stands beside.
        near: greatest distance of their footprints [m].
        direction: (2,) unit vector in which it must stand, within 45 degrees, middle from middle; None for any.

    Raises:
        PerdureError: there is no such thing.
    """
    (thing, _), (other, _) = resolve(world, thing), resolve(world, other)
    if world.held(thing) or world.held(other):
        return False
    one, two = footprint(world, thing), footprint(world, other)
    if abs(one.low - two.low) > LEVEL or not -OVERLAP <= gap(one, two) <= near:
        return False
    offset = centre(world, thing) - centre(world, other)
    return direction is None or bool(offset @ direction >= _CONE * np.linalg.norm(offset))


def footprint(world: World, instance: str) -> Footprint:
    """Return the footprint of an instance where it is now."""
    return of_asset(world.assets[instance], world.pose(instance))


def centre(world: World, instance: str) -> Array:
    """Return the middle (2,) of an instance, seen from above [m]."""
    return world.pose(instance).point(middle(world.assets[instance]))[:2]
