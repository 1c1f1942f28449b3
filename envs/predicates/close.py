"""Close: a drawer or a door is closed."""

from __future__ import annotations

from ..world import World
from .resolve import joints

NAME = "Close"


def holds(world: World, place: str) -> bool:
    """Tell whether the named drawer or door is closed; for a whole instance, whether all of its are.

    Raises:
        PerdureError: there is no such place, or it has neither drawer nor door.
    """
    return all(position <= part.close_at for position, part in joints(world, place, ("drawer", "door")))
