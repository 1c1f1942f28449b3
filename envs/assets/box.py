"""A carton of food, taken across its thin side (y)."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Grasp, Material, Part, Visual
from .collisions import slab
from .colours import GLAZES
from .grasps import DOWN
from .measure import measured
from .mesh import box

FOODS = {"cereal": "yellow", "tea": "green", "cracker": "red", "pasta": "blue"}


def build(rng: np.random.Generator) -> Asset:
    """Draw a carton: 60 to 95 mm wide, 38 to 56 mm thick, 70 to 125 mm high."""
    wide, thin, height = rng.uniform(0.060, 0.095), rng.uniform(0.038, 0.056), rng.uniform(0.070, 0.125)
    food = str(rng.choice(list(FOODS)))
    mesh = box((wide / 2, thin / 2, height / 2), (0.0, 0.0, height / 2), bevel=0.002)
    shape = slab((-wide / 2, -thin / 2, 0.0), (wide / 2, thin / 2, height))
    root = Part("", (Visual(mesh, Material((*GLAZES[FOODS[food]], 1.0))),), (shape,), float(rng.uniform(0.15, 0.30)))
    grasps = tuple(
        Grasp("", (shift * wide, 0.0, height - 0.022), DOWN, (0.0, sign, 0.0), thin, "side")
        for shift in (0.0, -0.2, 0.2)
        for sign in (1.0, -1.0)
    )
    return measured("box", f"{food} box", root, grasps=grasps)
