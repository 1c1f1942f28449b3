"""NextTo: a thing stands close to another, on any side."""

from __future__ import annotations

from ..world import World
from .beside import beside

NAME = "NextTo"
CLOSE = 0.08  # greatest distance of their footprints [m]


def holds(world: World, thing: str, other: str) -> bool:
    """Tell whether `thing` stands at most 8 cm from `other`, at the same height and let go of.

    Raises:
        PerdureError: there is no such thing.
    """
    return beside(world, thing, other, near=CLOSE)
