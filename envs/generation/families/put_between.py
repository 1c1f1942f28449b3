"""Put a thing between two others."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ...task import Atom
from ..affordances import is_big, movable
from ..cast import Cast
from ..wish import Need, Wish

ATOMS = 1
NEEDS: tuple[Need, ...] = (
    lambda asset, found: movable(asset) and not is_big(asset),
    lambda asset, found: not is_big(asset),
    lambda asset, found: not is_big(asset),
)
SAY = (
    "put {thing} between {one} and {other}",
    "place {thing} between {one} and {other}",
    "set {thing} down between {one} and {other}",
)
ALSO = (
    "pick up {thing} and put it between {one} and {other}",
    "move {thing} to where it has {one} on one side and {other} on the other",
    "{thing} should stand between {one} and {other}",
)


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield `Between` for every three things in the middle of the table."""
    small = [name for name, asset in cast.assets.items() if not is_big(asset)]
    for thing in small:
        for one, other in combinations([name for name in small if name != thing], 2):
            if movable(cast.assets[thing]):
                fields = {"thing": cast.noun(thing), "one": cast.noun(one), "other": cast.noun(other)}
                yield Wish("put_between", (Atom("Between", (thing, one, other)),), SAY, ALSO, fields)
