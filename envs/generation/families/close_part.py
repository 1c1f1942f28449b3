"""Close a drawer, a door or a lid."""

from __future__ import annotations

from collections.abc import Iterator

from ...task import Atom
from ..affordances import doors
from ..cast import Cast, place
from ..wish import Need, Wish

ATOMS = 1
NEEDS: tuple[Need, ...] = (lambda asset, found: bool(doors(asset)),)
SAY = ("close {part}", "push {part} shut")
ALSO = ("{part} should be closed", "make sure that {part} is shut", "do not leave {part} open")


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield `Close` for everything that opens, open at the start."""
    for name, asset in cast.assets.items():
        for door in doors(asset):
            where, fields = (place(name, door.name),), {"part": cast.part(name, door)}
            yield Wish("close_part", (Atom("Close", where),), SAY, ALSO, fields, init=(Atom("Open", where),))
