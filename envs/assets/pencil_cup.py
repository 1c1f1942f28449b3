"""A cup for pencils, with pencils printed around it, taken by its sides."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Cavity, Material, Part, Visual
from .collisions import disc, ring
from .grasps import around
from .measure import measured
from .mesh import lathe
from .texture import pencils

WALL = 0.004
FLOOR = 0.006
BOXES = 8
DEPTH = 0.022  # of the finger tips below the lip


def build(rng: np.random.Generator) -> Asset:
    """Draw a cup: radius 31 to 35 mm, height 88 to 108 mm."""
    radius, height = float(rng.uniform(0.031, 0.035)), float(rng.uniform(0.088, 0.108))
    inner = radius - WALL
    outside = [(0.0, 0.0), (radius - 0.003, 0.0), (radius, 0.003), (radius, height - 0.002)]
    inside = [(radius - WALL / 2, height), (inner, height - 0.003), (inner, FLOOR), (0.0, FLOOR)]
    v = [0.02, 0.03, 0.04, 0.98, 0.10, 0.09, 0.03, 0.02]
    skin = Material(texture=pencils(int(rng.integers(4))), specular=0.3)
    wall = ring((radius - WALL / 2, FLOOR + 0.001), (radius - WALL / 2, height), WALL, BOXES)
    part = Part("", (Visual(lathe([*outside, *inside], 24, v), skin),), (disc(radius, 0.0, FLOOR), *wall), mass=0.12)
    free = 0.7 * inner
    return measured(
        "pencil_cup",
        "pencil cup",
        part,
        grasps=around(height - DEPTH, 2 * radius),
        cavities=(Cavity("", "", (0.0, 0.0, (height + FLOOR) / 2), (free, free, (height - FLOOR) / 2)),),
    )
