"""Turn on a stove and put a thing on it."""

from __future__ import annotations

from collections.abc import Iterator

from ...task import Atom
from ..affordances import fits_on, heated, movable
from ..cast import Cast, place
from ..wish import Need, Wish
from . import _places

ATOMS = 2
NEEDS: tuple[Need, ...] = (
    lambda asset, found: any(heated(asset)),
    lambda asset, found: movable(asset) and any(fits_on(asset, surface) for _, surface in heated(found[0])),
)
SAY = ("turn on {part} and put {thing} {on} {place}", "switch {part} on, then place {thing} {on} {place}")
ALSO = (
    "put {thing} {on} {place} and turn on {part}",
    "heat {thing} {on} {place}",
    "{part} should be on and {thing} {on} {place}",
)


def wishes(cast: Cast) -> Iterator[Wish]:
    """Yield `TurnOn` with `On` for every thing and every surface that has a knob."""
    for thing, asset, target, stove in cast.pairs():
        for knob, surface in heated(stove) if movable(asset) else ():
            if fits_on(asset, surface):
                atom, fields = _places.put("On", thing, place(target, surface.name), cast, cast.on(target, surface))
                fields["part"] = cast.part(target, knob)
                switch = (place(target, knob.name),)
                atoms = (Atom("TurnOn", switch), atom)
                yield Wish("cook", atoms, SAY, ALSO, fields, init=(Atom("TurnOff", switch),))
