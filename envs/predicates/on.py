"""On: a thing rests on a surface or in a zone of the workspace."""

from __future__ import annotations

import numpy as np

from ..extent import middle, reach
from ..pose import Array, Pose
from ..world import World
from .resolve import resolve, surfaces

NAME = "On"
BELOW = 0.01  # a bowl may sit in the well of a plate [m]
ABOVE = 0.015  # or on its rim [m]
UPRIGHT = 0.9  # cosine of the greatest tilt of a surface that things stay on
_UP = np.array([0.0, 0.0, 1.0])


def holds(world: World, thing: str, place: str) -> bool:
    """Tell whether `thing` rests on `place`, let go of.

    Its lowest point must be between 1 cm below and 1.5 cm above the surface, its middle above the surface's rectangle
    or disc, the surface about level. An instance as `place` means its top; the surface may be turned by any yaw.

    Raises:
        PerdureError: there is no such thing or place, or nothing can stand there.
    """
    thing, _ = resolve(world, thing)
    if world.held(thing):
        return False
    pose = world.pose(thing)
    if place in world.zones:
        x0, y0, x1, y1, z = world.zones[place]
        centre = Pose(np.array([(x0 + x1) / 2, (y0 + y1) / 2, z]), np.eye(3))
        return _rests(world, thing, centre.inverse() @ pose, ((x1 - x0) / 2, (y1 - y0) / 2), False)
    support, found = surfaces(world, place)
    for surface in found:
        part = world.pose(support, surface.part)
        frame = Pose(part.point(np.array(surface.position)), part.rotation)
        level = float(part.rotation[2, 2]) > UPRIGHT
        if level and _rests(world, thing, frame.inverse() @ pose, surface.half, surface.round):
            return True
    return False


def _rests(world: World, thing: str, relative: Pose, half: tuple[float, float], is_round: bool) -> bool:
    """Tell whether a thing, posed relative to the centre of a surface, lies on it."""
    asset = world.assets[thing]
    base, _ = reach(asset, relative, _UP)
    if not -BELOW <= base <= ABOVE:
        return False
    across: Array = np.abs(relative.point(middle(asset))[:2]) / np.array(half)
    return bool((across @ across if is_round else across.max()) <= 1.0)
