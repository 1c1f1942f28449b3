"""In: a thing is inside a cavity: a basket, a drawer, a compartment."""

from __future__ import annotations

import numpy as np

from ..assets.asset import Cavity
from ..extent import middle, reach
from ..pose import Pose
from ..world import World
from .resolve import cavities, resolve

NAME = "In"
FLOOR = 0.02  # how far a thing may seem to reach through the cavity's bottom [m]
UPRIGHT = 0.7  # cosine of the greatest tilt of a container that things stay in


def holds(world: World, thing: str, place: str) -> bool:
    """Tell whether `thing` is in the cavity `place`, let go of.

    Across the opening its middle must be inside the cavity's box, however the box is turned; along it, the thing must
    have passed the opening by half its own length or half the cavity's depth, whichever is less, so that tall things
    that stand in a basket count and things that lie across its rim do not. The container must not be tipped over.

    Raises:
        PerdureError: there is no such thing or place, or nothing can be put there.
    """
    thing, _ = resolve(world, thing)
    if world.held(thing):
        return False
    pose = world.pose(thing)
    container, found = cavities(world, place)
    for cavity in found:
        part = world.pose(container, cavity.part)
        frame = Pose(part.point(np.array(cavity.position)), part.rotation)
        upright = float(part.rotation[2, 2]) > UPRIGHT
        if upright and _contains(world, thing, frame.inverse() @ pose, cavity):
            return True
    return False


def _contains(world: World, thing: str, relative: Pose, cavity: Cavity) -> bool:
    """Tell whether a thing, posed relative to the centre of a cavity, is in it."""
    asset = world.assets[thing]
    opening, half = np.array(cavity.opening), np.array(cavity.half)
    centre = relative.point(middle(asset))
    across = np.abs(centre - opening * (opening @ centre))
    if not bool((across <= half).all()):
        return False
    depth = float(np.abs(opening) @ half)
    deepest, highest = reach(asset, relative, opening)
    needed = min((highest - deepest) / 2, depth)
    return -depth - FLOOR <= deepest <= depth - needed
