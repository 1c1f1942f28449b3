"""Stacked: a thing sits on or in another of about its shape: bowls, boxes, books."""

from __future__ import annotations

import numpy as np

from ..world import World
from .beside import centre, footprint
from .resolve import resolve

NAME = "Stacked"
LEAST = 0.004  # by which the upper one's underside is above the lower one's [m]
ABOVE = 0.015  # by which it may be above the lower one's top [m]
CENTRED = 0.5  # greatest distance of the middles, as a share of the lower one's half width
UPRIGHT = 0.9  # cosine of the greatest tilt of either


def holds(world: World, upper: str, lower: str) -> bool:
    """Tell whether `upper` sits on `lower` or is nested in it, both upright and let go of.

    Raises:
        PerdureError: there is no such thing.
    """
    (upper, _), (lower, _) = resolve(world, upper), resolve(world, lower)
    if world.held(upper) or world.held(lower):
        return False
    if min(float(world.pose(name).rotation[2, 2]) for name in (upper, lower)) < UPRIGHT:
        return False
    above, below = footprint(world, upper), footprint(world, lower)
    if not below.low + LEAST <= above.low <= below.high + ABOVE:
        return False
    asset = world.assets[lower]
    half = min(asset.upper[0] - asset.lower[0], asset.upper[1] - asset.lower[1]) / 2
    return float(np.linalg.norm(centre(world, upper) - centre(world, lower))) <= CENTRED * half
