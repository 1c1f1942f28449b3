"""Where a thing may be put so that it is on or in something."""

from __future__ import annotations

import numpy as np

from perdure.envs.pose import Array, Pose
from perdure.envs.predicates.resolve import cavities, surfaces
from perdure.envs.world import World

ABOVE = 0.004  # things are let go of this high [m]
DROP = (0.0, 0.02, 0.04)  # higher where the hand does not fit in [m]


def on(world: World, place: str) -> list[Pose]:
    """Return poses for a thing on a surface or in a zone, the middle first."""
    if place in world.zones:
        x0, y0, x1, y1, z = world.zones[place]
        return [_upright(np.array([(x0 + x1) / 2, (y0 + y1) / 2, z + ABOVE]))]
    support, found = surfaces(world, place)
    return [_upright(world.pose(support, one.part).point(np.array(one.position)) + _up(ABOVE)) for one in found]


def inside(world: World, place: str) -> list[Pose]:
    """Return poses for a thing in a cavity that is open upwards, the deepest first."""
    container, found = cavities(world, place)
    floors = [world.pose(container, one.part).point(np.array(one.position) - [0, 0, one.half[2]]) for one in found]
    return [_upright(floor + _up(ABOVE + drop)) for drop in DROP for floor in floors]


def _up(height: float) -> Array:
    return np.array([0.0, 0.0, height])


def _upright(position: Array) -> Pose:
    return Pose(position, np.eye(3))
