"""Open: a drawer or a door is open."""

from __future__ import annotations

from ..world import World
from .resolve import joints

NAME = "Open"


def holds(world: World, place: str) -> bool:
    """Tell whether the named drawer or door is open far enough; for a whole instance, whether any of its is.

    Raises:
        PerdureError: there is no such place, or it has neither drawer nor door.
    """
    return any(position >= part.open_at for position, part in joints(world, place, ("drawer", "door")))
