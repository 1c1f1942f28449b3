"""Put a thing to the left or to the right of another, in front of it or behind it, as the camera sees them."""

from __future__ import annotations

from collections.abc import Iterator

from ...task import Atom
from ..affordances import is_big, movable
from ..cast import Cast
from ..wish import Wish
from .put_next_to import NEEDS as NEEDS

ATOMS = 1
SIDES = {"LeftOf": "to the left of", "RightOf": "to the right of", "InFrontOf": "in front of", "Behind": "behind"}
SAY = ("put {thing} {side} {other}", "place {thing} {side} {other}", "set {thing} down {side} {other}")
ALSO = (
    "pick up {thing} and put it {side} {other}",
    "move {thing} until it stands {side} {other}",
    "{thing} should be {side} {other}",
)


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield the four sides for every thing and every other in the middle of the table."""
    for thing, asset, other, beside in cast.pairs():
        for name, side in SIDES.items() if movable(asset) and not is_big(beside) else ():
            fields = {"thing": cast.noun(thing), "other": cast.noun(other), "side": side}
            yield Wish("put_on_a_side", (Atom(name, (thing, other)),), SAY, ALSO, fields)
