"""Put a thing next to another, on any side."""

from __future__ import annotations

from collections.abc import Iterator

from ...task import Atom
from ..affordances import is_big, movable
from ..cast import Cast
from ..wish import Need, Wish

ATOMS = 1
NEEDS: tuple[Need, ...] = (lambda asset, found: movable(asset), lambda asset, found: not is_big(asset))
SAY = ("put {thing} next to {other}", "place {thing} beside {other}", "set {thing} down close to {other}")
ALSO = (
    "pick up {thing} and put it next to {other}",
    "move {thing} to the side of {other}",
    "{thing} and {other} should stand side by side, move the former",
)


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield `NextTo` for every thing and every other in the middle of the table."""
    for thing, asset, other, beside in cast.pairs():
        if movable(asset) and not is_big(beside):
            fields = {"thing": cast.noun(thing), "other": cast.noun(other)}
            yield Wish("put_next_to", (Atom("NextTo", (thing, other)),), SAY, ALSO, fields)
