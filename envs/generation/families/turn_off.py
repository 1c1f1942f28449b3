"""Turn off what has a knob; a button stays pressed."""

from __future__ import annotations

from collections.abc import Iterator

from ...task import Atom
from ..affordances import switches
from ..cast import Cast, place
from ..wish import Need, Wish

ATOMS = 1
NEEDS: tuple[Need, ...] = (lambda asset, found: any(switch.kind == "knob" for switch in switches(asset)),)
SAY = ("turn off {part}", "switch {part} off")
ALSO = ("{part} should be off", "make sure that {part} is turned off", "do not leave {part} on")


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield `TurnOff` for every knob, on at the start."""
    for name, asset in cast.assets.items():
        for switch in switches(asset):
            if switch.kind == "knob":
                where, fields = (place(name, switch.name),), {"part": cast.part(name, switch)}
                yield Wish("turn_off", (Atom("TurnOff", where),), SAY, ALSO, fields, init=(Atom("TurnOn", where),))
