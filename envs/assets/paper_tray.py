"""A letter tray of two levels: the lower one is open to the front (-y), the upper one open on top."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Cavity, Collision, Material, Part, Visual
from .boards import boards
from .collisions import slab
from .colours import Rgb, shade
from .measure import measured

WALL = 0.006
PAINTS: tuple[Rgb, ...] = ((0.20, 0.21, 0.23), (0.84, 0.83, 0.79), (0.30, 0.44, 0.52), (0.60, 0.22, 0.18))
PAPER = (0.93, 0.92, 0.88, 1.0)
SHEETS = 0.006  # height of the paper that lies in the lower level


def build(rng: np.random.Generator) -> Asset:
    """Draw a letter tray: about 250 x 200 x 125 mm, painted metal, with paper in its lower level."""
    limits = ((0.115, 0.132), (0.092, 0.104), (0.064, 0.074), (0.044, 0.054))
    x, y, lower, upper = (float(rng.uniform(*pair)) for pair in limits)
    walls = _walls(x, y, lower, lower + upper)
    paper = slab((0.012 - x, 0.004 - y, WALL), (x - 0.012, y - 0.012, WALL + SHEETS))
    paint = Material((*shade(PAINTS[int(rng.integers(len(PAINTS)))], rng), 1.0), specular=0.3, shininess=0.4)
    looks = (Visual(boards(walls), paint), Visual(boards([paper]), Material(PAPER, specular=0.0)))
    return measured(
        "paper_tray",
        "paper tray",
        Part("", looks, (*walls, paper), mass=1.2),
        True,
        cavities=(
            _space("top_region", x, y, lower + WALL, lower + upper, (0.0, 0.0, 1.0)),
            _space("bottom_region", x, y, WALL + SHEETS, lower, (0.0, -1.0, 0.0)),
        ),
    )


def _walls(x: float, y: float, deck: float, top: float) -> tuple[Collision, ...]:
    """Return two floors, the sides and the back, and a low front of the upper level."""
    return (
        slab((-x, -y, 0.0), (x, y, WALL)),
        slab((WALL - x, -y, deck), (x - WALL, y - WALL, deck + WALL)),
        slab((-x, -y, WALL), (WALL - x, y, top)),
        slab((x - WALL, -y, WALL), (x, y, top)),
        slab((WALL - x, y - WALL, WALL), (x - WALL, y, top)),
        slab((WALL - x, -y, deck + WALL), (x - WALL, WALL - y, deck + 0.4 * (top - deck))),
    )


def _space(name: str, x: float, y: float, low: float, high: float, opening: tuple[float, float, float]) -> Cavity:
    return Cavity(name, "", (0.0, 0.0, (low + high) / 2), (x - WALL, y - WALL, (high - low) / 2), opening)
