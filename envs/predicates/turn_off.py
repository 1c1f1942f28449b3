"""TurnOff: a knob is turned off, or a button not pressed."""

from __future__ import annotations

from ..assets.asset import SWITCHES
from ..world import World
from .resolve import joints

NAME = "TurnOff"


def holds(world: World, place: str) -> bool:
    """Tell whether the named knob or button is off; for a whole instance, whether all of its are.

    Raises:
        PerdureError: there is no such place, or it has neither knob nor button.
    """
    return all(position <= part.close_at for position, part in joints(world, place, SWITCHES))
