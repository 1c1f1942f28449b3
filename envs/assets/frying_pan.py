"""A frying pan with a long handle at +x, taken by its rim."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Mesh, Part, Surface, Visual
from .collisions import slab
from .cookware import DARK, WALL, Vessel, coated
from .grasps import rim
from .measure import measured
from .mesh import tube

DEPTH = 0.014  # of the finger tips below the lip
FREE = float(np.radians(40))  # half angle around the handle without grasps
THICK, WIDE = 0.006, 0.011  # half extents of the handle
RISE = 0.012  # of the handle's end above its root
WOOD = (0.45, 0.28, 0.15)


def build(rng: np.random.Generator) -> Asset:
    """Draw a pan: radius 74 to 84 mm, height 36 to 44 mm, with a handle of 90 to 120 mm."""
    radius, height, reach = (float(rng.uniform(*limits)) for limits in ((0.074, 0.084), (0.036, 0.044), (0.09, 0.12)))
    pan = Vessel(radius * float(rng.uniform(0.80, 0.84)), radius, height)
    grip = Material((*(DARK if rng.random() < 0.6 else WOOD), 1.0), specular=0.3)
    root, end = height - 0.012, radius + reach
    handle = slab((radius, -WIDE, root - THICK), (end, WIDE, root + RISE + THICK))
    part = Part(
        "",
        (Visual(pan.shell(), coated(rng, (0.20, 0.20, 0.21))), Visual(_handle(radius, end, root), grip)),
        (*pan.shapes(), handle),
        mass=float(rng.uniform(0.24, 0.32)),
    )
    inside = pan.base - WALL
    return measured(
        "frying_pan",
        "frying pan",
        part,
        grasps=rim(pan.middle(height - DEPTH), height - DEPTH, WALL, free=FREE),
        surfaces=(Surface("", "", (0.0, 0.0, WALL), (inside, inside), round=True),),
        cavities=(pan.space(),),
    )


def _handle(start: float, end: float, root: float) -> Mesh:
    bend = start + 0.4 * (end - start)
    path = [(start - 0.003, 0.0, root), (bend, 0.0, root + 0.8 * RISE), (end, 0.0, root + RISE)]
    return tube(path, THICK, 8, squash=WIDE / THICK)
