"""Put two things into the same container or onto the same tray."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ...assets.asset import Asset
from ..affordances import containers, fits_in, fits_on, half, movable, places, platforms
from ..cast import Cast, place
from ..wish import Need, Wish
from . import _places

ATOMS = 2
WIDE = 0.09  # least half length of what two things are put on or into [m]


def _holds(support: Asset, thing: Asset) -> bool:
    """Tell whether a thing is small, and fits on or in what is wide enough for two."""
    on = any(fits_on(thing, surface) and max(surface.half) >= WIDE for surface in platforms(support))
    inside = any(fits_in(thing, cavity) and max(cavity.half[:2]) >= WIDE for cavity in containers(support))
    return movable(thing) and half(thing)[0] < WIDE / 2 and (on or inside)


NEEDS: tuple[Need, ...] = (
    lambda asset, found: any(max(where.half[:2]) >= WIDE for where in places(asset)),
    lambda asset, found: _holds(found[0], asset),
    lambda asset, found: _holds(found[0], asset),
)
SAY = (
    "put both {thing} and {other} {on} {place}",
    "place {thing} and {other} {on} {place}",
)
ALSO = (
    "gather {thing} and {other} {on} {place}",
    "{thing} and {other} both belong {on} {place}",
    "move {thing} {onto} {place}, and {other} too",
)


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield two `On` or two `In` for every pair of things and every place that is wide enough for both."""
    wide = {
        place(name, where.name)
        for name, asset in cast.assets.items()
        for where in places(asset)
        if max(where.half[:2]) >= WIDE
    }
    small = [name for name, asset in cast.assets.items() if half(asset)[0] < WIDE / 2]
    for find in (_places.on, _places.inside):
        for thing, other in combinations(small, 2):
            seconds = {put.atom.args[1]: put for put in find(cast, other)}
            for first in find(cast, thing):
                where = first.atom.args[1]
                if where in seconds and where in wide:
                    fields = {**first.fields, "other": seconds[where].fields["thing"]}
                    yield Wish("gather", (first.atom, seconds[where].atom), SAY, ALSO, fields)
