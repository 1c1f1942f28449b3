"""Open a drawer or a door, put a thing in, and close it: in this order."""

from __future__ import annotations

from collections.abc import Iterator

from ...task import Atom
from ..affordances import closable, fits_in, movable
from ..cast import Cast, place
from ..wish import Wish
from . import _places
from .put_in_open import NEEDS as NEEDS

ATOMS = 3
SAY = (
    "open {place}, put {thing} {on} it and close it",
    "open {place}, place {thing} inside and shut it again",
)
ALSO = (
    "put {thing} away {on} {place} and leave it closed",
    "first open {place}, then put {thing} {onto} it, then close it",
    "shut {thing} up {on} {place}, which must be opened first",
)


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield open, in and close for every thing and every drawer, door or lid that it fits behind."""
    for thing, asset, target, container in cast.pairs():
        for cavity, door in closable(container) if movable(asset) else ():
            if fits_in(asset, cavity, True):
                atom, fields = _places.put("In", thing, place(target, cavity.name), cast, cast.inside(target, cavity))
                hatch = (place(target, door.name),)
                atoms = (Atom("Open", hatch), atom, Atom("Close", hatch))
                yield Wish("put_away", atoms, SAY, ALSO, fields, init=(Atom("Close", hatch),), ordered=True)
