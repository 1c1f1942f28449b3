"""Between: a thing stands between two others."""

from __future__ import annotations

import numpy as np

from ..world import World
from .beside import LEVEL, centre, footprint
from .resolve import resolve

NAME = "Between"
ENDS = (0.2, 0.8)  # where its middle lies on the way from the one to the other
ASIDE = 0.05  # how far from that way [m]


def holds(world: World, thing: str, one: str, other: str) -> bool:
    """Tell whether `thing` stands between `one` and `other`, at their height and let go of.

    Its middle must lie in the middle three fifths of the line between their middles, at most 5 cm aside.

    Raises:
        PerdureError: there is no such thing.
    """
    thing, one, other = (resolve(world, name)[0] for name in (thing, one, other))
    if any(world.held(name) for name in (thing, one, other)):
        return False
    low = [footprint(world, name).low for name in (thing, one, other)]
    if max(low) - min(low) > LEVEL:
        return False
    start = centre(world, one)
    way, offset = centre(world, other) - start, centre(world, thing) - start
    length = float(np.linalg.norm(way))
    if length == 0.0:
        return False
    along = float(offset @ way) / length**2
    aside = abs(float(way[0] * offset[1] - way[1] * offset[0])) / length
    return ENDS[0] <= along <= ENDS[1] and aside <= ASIDE
