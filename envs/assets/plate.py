"""A round plate that things are put on."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Part, Surface, Visual
from .collisions import disc, ring
from .colours import glaze
from .measure import measured
from .mesh import lathe

WALL = 0.005
BOXES = 10


def build(rng: np.random.Generator) -> Asset:
    """Draw a plate: radius 85 to 105 mm, height 18 to 22 mm."""
    radius, height = rng.uniform(0.085, 0.105), rng.uniform(0.018, 0.022)
    well = radius * rng.uniform(0.60, 0.68)
    colour, rgb = glaze(rng)
    outer = [(well, 0.0), (well + 0.35 * (radius - well), 0.45 * height), (radius, height - 0.003)]
    lip = [(radius - 0.0005, height - 0.001), (radius - 0.003, height)]
    inner = [(well + 0.35 * (radius - well), 0.45 * height + WALL), (well - 0.004, WALL)]
    mesh = lathe([(0, 0), *outer, *lip, *inner, (0, WALL)], segments=28)
    wall = ring((well, WALL / 2 + 0.001), (radius - 0.004, height - WALL / 2), WALL, BOXES)
    root = Part(
        "",
        (Visual(mesh, Material((*rgb, 1.0), specular=0.4, shininess=0.6)),),
        (disc(well, 0.0, WALL), *wall),
        mass=0.25,
    )
    surface = Surface("", "", (0.0, 0.0, WALL), (well, well), round=True)
    return measured("plate", f"{colour} plate", root, surfaces=(surface,))
