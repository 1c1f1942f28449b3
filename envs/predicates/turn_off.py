"""TurnOff: a knob is turned off."""

from __future__ import annotations

from ..world import World
from .resolve import joints

NAME = "TurnOff"


def holds(world: World, place: str) -> bool:
    """Tell whether the named knob is off; for a whole instance, whether all of its knobs are.

    Raises:
        PerdureError: there is no such place, or it has no knob.
    """
    return all(position <= part.close_at for position, part in joints(world, place, ("knob",)))
