"""A round plate that things are put on."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Mesh, Part, Surface, Visual
from .collisions import disc, ring
from .colours import COLOURS
from .crockery import glazed
from .measure import measured
from .mesh import lathe

KINDS = tuple(COLOURS)
WALL = 0.005
BOXES = 10


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a plate: radius 85 to 105 mm, height 18 to 22 mm, one glaze.

    It has no grasps: its rim is too flat for a parallel gripper from above.
    """
    radius, height = float(rng.uniform(0.085, 0.105)), float(rng.uniform(0.018, 0.022))
    well = radius * float(rng.uniform(0.60, 0.68))
    kind, material = glazed(rng, ("ringed", "ringed", "edged"), kind)
    wall = ring((well, WALL / 2 + 0.001), (radius - 0.003, height - WALL / 2), WALL, BOXES)
    root = Part(
        "",
        (Visual(_shell(well, radius, height), material),),
        (disc(well, 0.0, WALL), *wall),
        mass=0.25,
    )
    surface = Surface("", "", (0.0, 0.0, WALL), (well, well), round=True)
    return measured("plate", f"{kind} plate", root, surfaces=(surface,), kind=kind)


def _shell(well: float, radius: float, height: float) -> Mesh:
    shoulder = well + 0.30 * (radius - well)
    outer = [(0.0, 0.0), (well, 0.0), (shoulder, 0.40 * height), (radius, height - 0.003)]
    lip = (radius - 0.0015, height - 0.0005)
    inner = [(radius - 0.005, height), (shoulder - 0.003, 0.42 * height + WALL), (well - 0.004, WALL)]
    return lathe([*outer, lip, *inner, (0.0, WALL)], 28, [0.0, 0.2, 0.3, 0.45, 0.5, 0.53, 0.70, 0.76, 1.0])
