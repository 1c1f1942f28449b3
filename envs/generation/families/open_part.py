"""Open a drawer, a door or a lid."""

from __future__ import annotations

from collections.abc import Iterator

from ...task import Atom
from ..affordances import doors
from ..cast import Cast, place
from ..wish import Need, Wish

ATOMS = 1
NEEDS: tuple[Need, ...] = (lambda asset, found: bool(doors(asset)),)
SAY = ("open {part}", "pull {part} open")
ALSO = ("{part} should be open", "make sure that {part} stands open", "get {part} open")


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield `Open` for everything that opens, closed at the start."""
    for name, asset in cast.assets.items():
        for door in doors(asset):
            where, fields = (place(name, door.name),), {"part": cast.part(name, door)}
            yield Wish("open_part", (Atom("Open", where),), SAY, ALSO, fields, init=(Atom("Close", where),))
