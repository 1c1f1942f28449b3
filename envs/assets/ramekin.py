"""A small baking dish with upright sides, taken by its rim."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Cavity, Mesh, Part, Surface, Visual
from .collisions import disc, ring
from .colours import COLOURS
from .crockery import glazed, sides
from .grasps import rim
from .measure import measured
from .mesh import lathe

KINDS = tuple(COLOURS)
WALL = 0.006
BOXES = 10
DEPTH = 0.014  # of the finger tips below the lip


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a ramekin: radius 38 to 46 mm, height 36 to 44 mm, one glaze."""
    radius, height = float(rng.uniform(0.038, 0.046)), float(rng.uniform(0.036, 0.044))
    foot = radius - float(rng.uniform(0.002, 0.006))
    kind, material = glazed(rng, ("lined", "edged", "edged"), kind)
    inner, half = foot - WALL, WALL / 2
    square = inner / float(np.sqrt(2))  # half the side of the largest that fits in
    wall = ring((foot - half, WALL), (radius - half, height), WALL, BOXES)
    root = Part("", (Visual(_dish(foot, radius, height), material),), (disc(foot - half, 0.0, WALL), *wall), mass=0.15)
    return measured(
        "ramekin",
        f"{kind} ramekin",
        root,
        grasps=rim(radius - half, height - DEPTH, WALL),
        surfaces=(Surface("", "", (0.0, 0.0, WALL), (inner, inner), round=True),),
        cavities=(Cavity("", "", (0.0, 0.0, (height + WALL) / 2), (square, square, (height - WALL) / 2)),),
        kind=kind,
    )


def _dish(foot: float, radius: float, height: float) -> Mesh:
    """Return the dish: a step above the foot, upright sides, a rolled lip."""
    lip = height - 0.006
    outer = [
        (0.0, 0.0), (foot - 0.004, 0.0), (foot - 0.003, 0.004), (foot, 0.006), (radius - 0.0015, lip),
        (radius, lip + 0.001), (radius, height - 0.002),
    ]  # fmt: skip
    inside = [
        (radius - WALL / 2, height), (radius - WALL, height - 0.002), (foot - WALL, WALL + 0.005),
        (foot - WALL - 0.005, WALL), (0.0, WALL),
    ]  # fmt: skip
    return lathe([*outer, *inside], 24, sides(len(outer), len(inside)))
