"""Where a thing can be put, as the families that carry things share it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...task import Atom
from ..affordances import containers, fits_in, fits_on, movable, platforms
from ..cast import Cast, place

INTO = {"on": "onto", "in": "into", "on top of": "onto the top of"}


class Put(NamedTuple):
    """An atom that says where a thing shall be, and the words for it."""

    atom: Atom
    fields: dict[str, str]


def on(cast: Cast, thing: str) -> Iterator[Put]:
    """Yield the surfaces that a thing can be put on."""
    asset = cast.assets[thing]
    for target, support in cast.assets.items():
        for surface in platforms(support) if target != thing and movable(asset) else ():
            if fits_on(asset, surface):
                yield put("On", thing, place(target, surface.name), cast, cast.on(target, surface))


def inside(cast: Cast, thing: str) -> Iterator[Put]:
    """Yield the open cavities that a thing can be put into."""
    asset = cast.assets[thing]
    for target, container in cast.assets.items():
        for cavity in containers(container) if target != thing and movable(asset) else ():
            if fits_in(asset, cavity):
                yield put("In", thing, place(target, cavity.name), cast, cast.inside(target, cavity))


def put(name: str, thing: str, target: str, cast: Cast, where: tuple[str, str]) -> Put:
    """Return an atom with the fields 'thing', 'on' (a preposition), 'onto' and 'place'."""
    word, noun = where
    return Put(Atom(name, (thing, target)), {"thing": cast.noun(thing), "on": word, "onto": INTO[word], "place": noun})
