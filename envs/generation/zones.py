"""Sides as zones: with a tolerance, 'to the left of' means a square of that size beside the thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..assets.asset import Asset
from ..predicates.beside import BEHIND, FRONT, LEFT, RIGHT
from ..task import Atom
from .affordances import half

GAP = 0.03  # between the two things when the one stands in the middle of the zone [m]
SIDES = {"LeftOf": ("left_zone", LEFT), "RightOf": ("right_zone", RIGHT), "InFrontOf": ("front_zone", FRONT)}
SIDES["Behind"] = ("back_zone", BEHIND)


def zoned(
    goal: Sequence[Atom], assets: Mapping[str, Asset], tolerance: float
) -> tuple[list[Atom], dict[str, dict[str, Any]]]:
    """Return a goal with its sides as zones, and these as a recipe writes them.

    Args:
        goal: the atoms.
        assets: instance -> asset.
        tolerance: side of the squares [m].
    """
    found, zones = [], {}
    for atom in goal:
        if atom.name not in SIDES:
            found.append(atom)
            continue
        thing, other = atom.args
        name, direction = SIDES[atom.name]
        x, y = (half(assets[thing])[1] + GAP + half(assets[other])[1]) * direction
        side = tolerance / 2
        zones[name] = {"beside": other, "area": [round(v, 3) for v in (x - side, y - side, x + side, y + side)]}
        found.append(Atom("On", (thing, f"{other}_{name}")))
    return found, zones
