"""Stack a thing on another of its category."""

from __future__ import annotations

from collections.abc import Iterator

from ...task import Atom
from ..affordances import stackable
from ..cast import Cast
from ..wish import Need, Wish

ATOMS = 1
NEEDS: tuple[Need, ...] = (
    lambda asset, found: stackable(asset),
    lambda asset, found: asset.category == found[0].category and asset.kind != found[0].kind,
)
SAY = ("stack {thing} on {other}", "put {thing} on top of {other}", "pile {thing} onto {other}")
ALSO = (
    "pick up {thing} and stack it on {other}",
    "{thing} goes on top of {other}",
    "make a stack with {other} below and {thing} above",
)


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield `Stacked` for every two things of a category that stay on each other."""
    for thing, asset, other, lower in cast.pairs():
        if asset.category == lower.category and stackable(asset) and stackable(lower):
            fields = {"thing": cast.noun(thing), "other": cast.noun(other)}
            yield Wish("stack", (Atom("Stacked", (thing, other)),), SAY, ALSO, fields)
