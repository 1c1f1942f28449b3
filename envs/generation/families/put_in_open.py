"""Put a thing in a drawer or behind a door that is open already."""

from __future__ import annotations

from collections.abc import Iterator

from ...task import Atom
from ..affordances import closable, fits_in, movable
from ..cast import Cast, place
from ..wish import Need, Wish
from . import _places

ATOMS = 1
NEEDS: tuple[Need, ...] = (
    lambda asset, found: any(closable(asset)),
    lambda asset, found: movable(asset) and any(fits_in(asset, cavity, True) for cavity, _ in closable(found[0])),
)
SAY = (
    "put {thing} {on} {place}, which is open",
    "place {thing} inside the open {bare}",
    "drop {thing} {onto} the open {bare}",
)
ALSO = (
    "pick up {thing} and put it {on} {place} that stands open",
    "{place} is open, move {thing} {onto} it",
    "take {thing} and let go of it {on} the open {bare}",
)


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield `In` for every thing and every open drawer, door or lid that it fits behind."""
    for thing, asset, target, container in cast.pairs():
        for cavity, door in closable(container) if movable(asset) else ():
            if fits_in(asset, cavity, True):
                atom, fields = _places.put("In", thing, place(target, cavity.name), cast, cast.inside(target, cavity))
                fields["bare"] = fields["place"].removeprefix("the ")
                yield Wish("put_in_open", (atom,), SAY, ALSO, fields, init=(Atom("Open", (place(target, door.name),)),))
