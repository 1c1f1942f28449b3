"""A kitchen sponge with a scouring side on top, taken across its width (y)."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Grasp, Material, Part, Visual
from .collisions import slab
from .colours import Rgb, shade
from .grasps import DOWN
from .measure import measured
from .mesh import box
from .texture import foam

FOAMS: tuple[Rgb, ...] = ((0.93, 0.78, 0.22), (0.95, 0.62, 0.24), (0.90, 0.52, 0.62), (0.45, 0.72, 0.86))
SCOURS: tuple[Rgb, ...] = ((0.16, 0.38, 0.22), (0.20, 0.22, 0.42), (0.24, 0.24, 0.25))
SHARE = 0.70  # of the height that is foam


def build(rng: np.random.Generator) -> Asset:
    """Draw a sponge: about 100 x 58 x 36 mm."""
    long, wide, high = (float(rng.uniform(*limits)) for limits in ((0.088, 0.112), (0.052, 0.064), (0.033, 0.040)))
    pores = foam(int(rng.integers(4)))
    soft = shade(FOAMS[int(rng.integers(len(FOAMS)))], rng)
    rough = shade(SCOURS[int(rng.integers(len(SCOURS)))], rng)
    cut = SHARE * high
    lower = box((long / 2, wide / 2, cut / 2), (0.0, 0.0, cut / 2), bevel=0.004, tile=0.06)
    upper = box((long / 2, wide / 2, (high - cut) / 2), (0.0, 0.0, (high + cut) / 2), bevel=0.003, tile=0.02)
    part = Part(
        "",
        (Visual(lower, Material((*soft, 1.0), pores, 0.0)), Visual(upper, Material((*rough, 1.0), pores, 0.0))),
        (slab((-long / 2, -wide / 2, 0.0), (long / 2, wide / 2, high)),),
        mass=0.05,
    )
    grasps = tuple(
        Grasp("", (shift * long, 0.0, high - 0.018), DOWN, (0.0, sign, 0.0), wide, "side")
        for shift in (0.0, -0.2, 0.2)
        for sign in (1.0, -1.0)
    )
    return measured("sponge", "sponge", part, grasps=grasps)
