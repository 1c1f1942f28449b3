"""RightOf: a thing stands to the right of another, as the camera sees them."""

from __future__ import annotations

from ..world import World
from .beside import RIGHT, beside

NAME = "RightOf"


def holds(world: World, thing: str, other: str) -> bool:
    """Tell whether `thing` stands to the right of `other`, at most 20 cm away and let go of; see `beside`.

    Raises:
        PerdureError: there is no such thing.
    """
    return beside(world, thing, other, direction=RIGHT)
