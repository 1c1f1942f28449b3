"""Put a thing on a plate, a stove, a cabinet, a tray ..."""

from __future__ import annotations

from collections.abc import Iterator

from ..affordances import fits_on, movable, platforms
from ..cast import Cast
from ..wish import Need, Wish
from . import _places

ATOMS = 1
NEEDS: tuple[Need, ...] = (
    lambda asset, found: bool(platforms(asset)),
    lambda asset, found: movable(asset) and any(fits_on(asset, surface) for surface in platforms(found[0])),
)
SAY = ("put {thing} {on} {place}", "place {thing} {on} {place}", "set {thing} down {on} {place}")
ALSO = (
    "pick up {thing} and put it {on} {place}",
    "move {thing} {onto} {place}",
    "take {thing} and lay it {on} {place}",
    "{thing} belongs {on} {place}, bring it there",
)


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield `On` for every thing and every surface that it fits on."""
    for thing in cast.assets:
        for atom, fields in _places.on(cast, thing):
            yield Wish("put_on", (atom,), SAY, ALSO, fields)
