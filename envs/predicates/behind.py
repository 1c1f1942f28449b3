"""Behind: a thing stands behind another, as the camera sees them."""

from __future__ import annotations

from ..world import World
from .beside import BEHIND, beside

NAME = "Behind"


def holds(world: World, thing: str, other: str) -> bool:
    """Tell whether `thing` stands behind `other`, at most 20 cm away and let go of; see `beside`.

    Raises:
        PerdureError: there is no such thing.
    """
    return beside(world, thing, other, direction=BEHIND)
