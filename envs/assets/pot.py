"""A cooking pot with two side handles along x, taken by its rim."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Mesh, Part, Visual
from .collisions import slab
from .cookware import DARK, STEEL, WALL, Vessel, coated
from .grasps import rim
from .measure import measured
from .mesh import merge, tube

DEPTH = 0.016  # of the finger tips below the lip
FREE = float(np.cos(np.radians(40)))  # no grasps nearer to a handle
REACH, SPAN, THICK = 0.026, 0.032, 0.0055  # of a handle: beyond the wall, half width, radius


def build(rng: np.random.Generator) -> Asset:
    """Draw a pot: radius 64 to 74 mm, height 70 to 90 mm."""
    radius, height = float(rng.uniform(0.064, 0.074)), float(rng.uniform(0.070, 0.090))
    pot = Vessel(radius * float(rng.uniform(0.90, 0.98)), radius, height)
    z = 0.76 * height
    ears = [
        slab((min(low, high), -SPAN, z - THICK), (max(low, high), SPAN, z + THICK))
        for low, high in ((s * (pot.middle(z) + 0.004), s * (radius + REACH)) for s in (1.0, -1.0))
    ]
    black = Material((*DARK, 1.0), specular=0.3)
    part = Part(
        "",
        (Visual(pot.shell(), coated(rng, STEEL)), Visual(_handles(pot.middle(z), radius, z), black)),
        (*pot.shapes(), *ears),
        mass=float(rng.uniform(0.35, 0.45)),
    )
    return measured(
        "pot",
        "pot",
        part,
        grasps=tuple(
            grasp for grasp in rim(pot.middle(height - DEPTH), height - DEPTH, WALL) if abs(grasp.close[0]) < FREE
        ),
        cavities=(pot.space(),),
    )


def _handles(wall: float, radius: float, z: float) -> Mesh:
    out = radius + REACH - THICK
    bars = []
    for sign in (1.0, -1.0):
        near, far = sign * wall, sign * out
        path = [(near, -SPAN, z), (far - sign * 0.008, -SPAN + 0.003, z), (far, -SPAN + 0.012, z)]
        bars.append(tube([*path, *((x, -y, z) for x, y, z in reversed(path))], THICK, 8))
    return merge(*bars)
