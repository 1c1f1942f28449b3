"""A wooden toy block with a letter on each side."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Part, Visual
from .collisions import slab
from .colours import COLOURS, shade
from .grasps import around
from .measure import measured
from .mesh import box
from .texture import letter

KINDS = ("red", "blue", "green", "yellow")
SIDES = ("left", "right", "front", "back", "top", "bottom")


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a block: a cube of 44 to 54 mm, one of `KINDS`."""
    half = float(rng.uniform(0.022, 0.027))
    kind = kind or str(rng.choice(KINDS))
    sign = str(rng.choice(list("ABCDEFGHKLMNPRSTUXYZ")))
    mesh = box((half, half, half), (0.0, 0.0, half), bevel=0.003, windows=dict.fromkeys(SIDES, (0.0, 0.0, 1.0, 1.0)))
    skin = Visual(mesh, Material(texture=letter(sign, shade(COLOURS[kind], rng)), specular=0.2))
    part = Part("", (skin,), (slab((-half, -half, 0.0), (half, half, 2 * half)),), mass=0.08)
    grasps = around(2 * half - 0.020, 2 * half, count=2)
    return measured("toy_block", f"{kind} toy block", part, grasps=grasps, kind=kind)
