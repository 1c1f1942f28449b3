"""A teapot with a handle at +x and a spout at -x, taken by the knob of its lid."""

from __future__ import annotations

import numpy as np

from . import lidded
from .asset import Asset, Part, Visual
from .collisions import slab
from .colours import COLOURS
from .crockery import glazed
from .measure import measured
from .mesh import merge
from .vessels import loop, spout

KINDS = tuple(COLOURS)
REACH = 0.030  # of the handle beyond the belly
THICK = 0.0055  # radius of the handle


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a teapot: radius 52 to 62 mm, 97 to 117 mm high with its knob, one glaze."""
    radius, height = float(rng.uniform(0.052, 0.062)), float(rng.uniform(0.074, 0.094))
    kind, material = glazed(rng, ("plain", "striped", "striped"), kind)
    handle = slab((0.9 * radius, -THICK, 0.20 * height), (radius + REACH, THICK, 0.80 * height))
    beak = slab((-1.62 * radius, -0.009, 0.60 * height), (-0.9 * radius, 0.009, 0.90 * height))
    root, out = 0.93 * radius, 0.07 * radius + REACH
    base, tip = (-0.80 * radius, 0.0, 0.36 * height), (-1.58 * radius, 0.0, 0.90 * height)
    mesh = merge(
        lidded.body(radius, height),
        loop(root, 0.26 * height, 0.76 * height, out, THICK, v=lidded.PLAIN),
        spout(base, tip, 0.016, 0.007, v=lidded.PLAIN),
    )
    part = Part(
        "",
        (Visual(mesh, material),),
        (*lidded.shapes(radius, height), handle, beak),
        mass=float(rng.uniform(0.30, 0.40)),
    )
    return measured("teapot", f"{kind} teapot", part, grasps=lidded.grasps(height), kind=kind)
