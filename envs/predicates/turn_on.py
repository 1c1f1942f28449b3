"""TurnOn: a knob is turned on, or a button pressed."""

from __future__ import annotations

from ..assets.asset import SWITCHES
from ..world import World
from .resolve import joints

NAME = "TurnOn"


def holds(world: World, place: str) -> bool:
    """Tell whether the named knob or button is on; for a whole instance, whether any of its is.

    Raises:
        PerdureError: there is no such place, or it has neither knob nor button.
    """
    return any(position >= part.open_at for position, part in joints(world, place, SWITCHES))
