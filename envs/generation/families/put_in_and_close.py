"""Put a thing in an open drawer or behind an open door, and close it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...task import Atom
from ..cast import Cast
from ..wish import Wish
from . import put_in_open
from .put_in_open import NEEDS as NEEDS

ATOMS = 2
SAY = ("put {thing} {on} {place} and close it", "place {thing} inside {place}, then shut it")
ALSO = (
    "move {thing} {onto} {place} and push it closed",
    "close {place} with {thing} in it",
    "pick up {thing}, let go of it {on} {place} and shut that",
)


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield in and close for every thing and every open drawer, door or lid that it fits behind."""
    for wish in put_in_open.wishes(cast):
        atoms = (*wish.atoms, Atom("Close", wish.init[0].args))
        yield replace(wish, family="put_in_and_close", atoms=atoms, say=SAY, also=ALSO)
