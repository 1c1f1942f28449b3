"""A desk organiser that is open on top: a long compartment at the left and the right, two between them.

The left, right and back compartments take a standing book whose depth lies along y.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .asset import Asset, Cavity, Collision, Material, Part, Visual
from .boards import boards
from .collisions import slab
from .colours import Rgb, shade
from .finishes import finished
from .measure import measured

WALL = 0.006
FLOOR = 0.006
PAINTS: tuple[Rgb, ...] = ((0.20, 0.21, 0.23), (0.84, 0.83, 0.79), (0.30, 0.44, 0.52))
FELTS: tuple[Rgb, ...] = ((0.80, 0.77, 0.70), (0.70, 0.62, 0.46), (0.62, 0.66, 0.68))
Span = tuple[float, float]


@dataclass(frozen=True)
class _Sizes:
    """Free width of a compartment, depth of the back and of the front one, height of the walls [m]."""

    wide: float
    back: float
    front: float
    height: float

    @property
    def x(self) -> float:
        return 1.5 * self.wide + 2 * WALL

    @property
    def y(self) -> float:
        return (self.back + self.front + 3 * WALL) / 2

    @property
    def split(self) -> float:
        """Return the y of the middle of the wall between back and front."""
        return self.y - WALL - self.back - WALL / 2

    @property
    def low(self) -> float:
        """Return the height of the front walls, lower so that what is behind them is seen."""
        return 0.72 * self.height


def build(rng: np.random.Generator) -> Asset:
    """Draw a caddy: about 205 x 220 x 80 mm, of wood or painted metal."""
    limits = ((0.054, 0.062), (0.127, 0.135), (0.060, 0.072), (0.072, 0.084))
    wide, back, front, height = (float(rng.uniform(*pair)) for pair in limits)
    sizes = _Sizes(wide, back, front, height)
    shapes = _walls(sizes)
    floor, *walls = shapes
    felt = Material((*shade(FELTS[int(rng.integers(len(FELTS)))], rng), 1.0), specular=0.0)
    looks = (Visual(boards(walls), _material(rng)), Visual(boards([floor]), felt))
    part = Part("", looks, shapes, mass=1.0)
    return measured("desk_caddy", "desk caddy", part, True, cavities=_compartments(sizes))


def _material(rng: np.random.Generator) -> Material:
    if rng.random() < 0.5:
        return finished(rng, "wooden")[1].body
    return Material((*shade(PAINTS[int(rng.integers(len(PAINTS)))], rng), 1.0), specular=0.3, shininess=0.4)


def _walls(sizes: _Sizes) -> tuple[Collision, ...]:
    x, y, inner, high = sizes.x, sizes.y, sizes.wide / 2, sizes.height
    return (
        slab((-x, -y, 0.0), (x, y, FLOOR)),
        slab((-x, -y + WALL, FLOOR), (-x + WALL, y - WALL, high)),
        slab((x - WALL, -y + WALL, FLOOR), (x, y - WALL, high)),
        slab((-inner - WALL, -y + WALL, FLOOR), (-inner, y - WALL, high)),
        slab((inner, -y + WALL, FLOOR), (inner + WALL, y - WALL, high)),
        slab((-x, y - WALL, FLOOR), (x, y, high)),
        slab((-x, -y, FLOOR), (x, -y + WALL, sizes.low)),
        slab((-inner, sizes.split - WALL / 2, FLOOR), (inner, sizes.split + WALL / 2, sizes.low)),
    )


def _compartments(sizes: _Sizes) -> tuple[Cavity, ...]:
    inner, y = sizes.wide / 2, sizes.y - WALL
    aside, middle = (inner + WALL, inner + WALL + sizes.wide), (-inner, inner)
    return (
        _space("left_contain_region", (-aside[1], -aside[0]), (-y, y), sizes.height),
        _space("right_contain_region", aside, (-y, y), sizes.height),
        _space("back_contain_region", middle, (sizes.split + WALL / 2, y), sizes.height),
        _space("front_contain_region", middle, (-y, sizes.split - WALL / 2), sizes.low),
    )


def _space(name: str, x: Span, y: Span, height: float) -> Cavity:
    middle = (sum(x) / 2, sum(y) / 2, (FLOOR + height) / 2)
    return Cavity(name, "", middle, ((x[1] - x[0]) / 2, (y[1] - y[0]) / 2, (height - FLOOR) / 2))
