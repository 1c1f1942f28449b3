"""TurnOn: a knob is turned on."""

from __future__ import annotations

from ..world import World
from .resolve import joints

NAME = "TurnOn"


def holds(world: World, place: str) -> bool:
    """Tell whether the named knob is on; for a whole instance, whether any of its knobs is.

    Raises:
        PerdureError: there is no such place, or it has no knob.
    """
    return any(position >= part.open_at for position, part in joints(world, place, ("knob",)))
