"""A low shelf with two layers that are open to the front (-y); things can be put on its top too."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Cavity, Collision, Part, Surface, Visual
from .boards import boards
from .collisions import slab
from .finishes import KINDS, finished
from .measure import measured
from .mesh import merge

__all__ = ["KINDS", "build"]

PANEL = 0.012  # thickness of the sides and boards
BACK = 0.006  # thickness of the back
LEVELS = ("bottom", "top")


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a shelf: about 300 x 165 x 225 mm, two layers of 88 to 100 mm."""
    x, y, layer = (float(rng.uniform(*limits)) for limits in ((0.138, 0.162), (0.078, 0.088), (0.088, 0.100)))
    kind, finish = finished(rng, kind)
    sides, back, decks = _sides(x, y, layer), _back(x, y, layer), _decks(x, y, layer)
    looks = (Visual(merge(boards(sides, 2), boards(decks, 0)), finish.body), Visual(boards(back, 2), finish.inside))
    top = PANEL + len(LEVELS) * (layer + PANEL)
    return measured(
        "shelf",
        f"{kind} shelf",
        Part("", looks, (*sides, *back, *decks), mass=3.0),
        True,
        surfaces=(Surface("top_side", "", (0.0, 0.0, top), (x - 0.01, y - 0.01)),),
        cavities=tuple(_cavity(name, level, x, y, layer) for level, name in enumerate(LEVELS)),
        kind=kind,
    )


def _floor(level: int, layer: float) -> float:
    """Return the height of the top of a board."""
    return PANEL + level * (layer + PANEL)


def _sides(x: float, y: float, layer: float) -> tuple[Collision, ...]:
    high = _floor(len(LEVELS), layer) - PANEL
    return slab((-x, -y, 0.0), (PANEL - x, y, high)), slab((x - PANEL, -y, 0.0), (x, y, high))


def _back(x: float, y: float, layer: float) -> tuple[Collision, ...]:
    return (slab((PANEL - x, y - BACK, PANEL), (x - PANEL, y, _floor(len(LEVELS), layer) - PANEL)),)


def _decks(x: float, y: float, layer: float) -> tuple[Collision, ...]:
    *inner, top = (_floor(level, layer) for level in range(len(LEVELS) + 1))
    decks = [slab((PANEL - x, 0.002 - y, z - PANEL), (x - PANEL, y - BACK, z)) for z in inner]
    return (*decks, slab((-x - 0.003, -y - 0.003, top - PANEL), (x + 0.003, y + 0.003, top)))


def _cavity(name: str, level: int, x: float, y: float, layer: float) -> Cavity:
    middle = (0.0, -BACK / 2, _floor(level, layer) + layer / 2)
    return Cavity(f"{name}_region", "", middle, (x - PANEL, y - BACK / 2, layer / 2), (0.0, -1.0, 0.0))
