"""Put a thing in a basket, a crate, a bowl, a shelf ..."""

from __future__ import annotations

from collections.abc import Iterator

from ..affordances import containers, fits_in, movable
from ..cast import Cast
from ..wish import Need, Wish
from . import _places

ATOMS = 1
NEEDS: tuple[Need, ...] = (
    lambda asset, found: bool(containers(asset)),
    lambda asset, found: movable(asset) and any(fits_in(asset, cavity) for cavity in containers(found[0])),
)
SAY = ("put {thing} {on} {place}", "drop {thing} {onto} {place}", "place {thing} inside {place}")
ALSO = (
    "pick up {thing} and put it {on} {place}",
    "move {thing} {onto} {place}",
    "take {thing} and let go of it {on} {place}",
    "{thing} should end up {on} {place}",
)


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield `In` for every thing and every open cavity that it fits into."""
    for thing in cast.assets:
        for atom, fields in _places.inside(cast, thing):
            yield Wish("put_in", (atom,), SAY, ALSO, fields)
