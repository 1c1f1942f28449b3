"""A small bowl for sugar with a lid and two handles along x, taken by the knob of its lid."""

from __future__ import annotations

import numpy as np

from . import lidded
from .asset import Asset, Mesh, Part, Visual
from .collisions import slab
from .colours import COLOURS
from .crockery import glazed
from .measure import measured
from .mesh import merge, moved
from .vessels import loop

KINDS = tuple(COLOURS)
REACH = 0.016  # of a handle beyond the belly
THICK = 0.0045  # radius of a handle
HALF_TURN = ((-1.0, 0.0, 0.0), (0.0, -1.0, 0.0), (0.0, 0.0, 1.0))


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a sugar bowl: radius 38 to 45 mm, 73 to 88 mm high with its knob, one glaze."""
    radius, height = float(rng.uniform(0.038, 0.045)), float(rng.uniform(0.050, 0.065))
    kind, material = glazed(rng, ("plain", "striped", "striped"), kind)
    ears = [
        slab((min(near, far), -THICK, 0.30 * height), (max(near, far), THICK, 0.75 * height))
        for near, far in ((s * 0.9 * radius, s * (radius + REACH)) for s in (1.0, -1.0))
    ]
    part = Part(
        "",
        (Visual(merge(lidded.body(radius, height), *_handles(radius, height)), material),),
        (*lidded.shapes(radius, height), *ears),
        mass=float(rng.uniform(0.15, 0.22)),
    )
    return measured("sugar_bowl", f"{kind} sugar bowl", part, grasps=lidded.grasps(height), kind=kind)


def _handles(radius: float, height: float) -> tuple[Mesh, Mesh]:
    root, out = 0.92 * radius, 0.08 * radius + REACH
    one = loop(root, 0.34 * height, 0.72 * height, out, THICK, v=lidded.PLAIN)
    return one, moved(one, rotation=HALF_TURN)
