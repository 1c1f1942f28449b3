"""Turn on what has a knob or a button."""

from __future__ import annotations

from collections.abc import Iterator

from ...task import Atom
from ..affordances import switches
from ..cast import Cast, place
from ..wish import Need, Wish

ATOMS = 1
NEEDS: tuple[Need, ...] = (lambda asset, found: bool(switches(asset)),)
SAY = ("turn on {part}", "switch {part} on")
ALSO = ("{part} should be on", "make sure that {part} is turned on", "start {part}")


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield `TurnOn` for every knob and button, off at the start."""
    for name, asset in cast.assets.items():
        for switch in switches(asset):
            where, fields = (place(name, switch.name),), {"part": cast.part(name, switch)}
            yield Wish("turn_on", (Atom("TurnOn", where),), SAY, ALSO, fields, init=(Atom("TurnOff", where),))
