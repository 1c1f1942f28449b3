"""A toaster with two slots; the lever at its front end is pressed down."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Mesh, Part, Vec3, Visual
from .buttons import button, pressing
from .collisions import slab
from .enamel import KINDS, enamelled
from .linings import pane
from .measure import measured
from .mesh import box, merge

__all__ = ["KINDS", "build"]

TRAVEL = 0.030
LEVER = (0.019, 0.017, 0.006)  # half extents
FOOT = 0.010
SLOTS = (-0.024, 0.024)  # x of the two slots


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a toaster: about 130 x 210 x 140 mm and 34 mm of lever, one of `KINDS`.

    The lever is near the top, so that the hand that presses it stays above the case.
    """
    x, y, height = (float(rng.uniform(*limits)) for limits in ((0.060, 0.070), (0.096, 0.112), (0.130, 0.144)))
    kind, enamel = enamelled(rng, kind)
    half = (x, y, height)
    case = slab((-x, -y, FOOT), (x, y, height))
    foot = slab((-x + 0.006, -y + 0.006, 0.0), (x - 0.006, y - 0.006, FOOT))
    looks = (
        Visual(box(case.size, case.position, bevel=0.012, tile=0.3), enamel.case),
        Visual(merge(box(foot.size, foot.position), _slots(half), _groove(half)), Material((0.08, 0.08, 0.09, 1.0))),
        Visual(_bread(half), Material((0.72, 0.48, 0.24, 1.0), specular=0.05)),
    )
    shape = slab((-LEVER[0], -2 * LEVER[1], -LEVER[2]), (LEVER[0], 0.0, LEVER[2]), 1.5)
    lever = Visual(box(shape.size, shape.position, bevel=0.003), enamel.grip)
    part = button("lever", (0.0, -y - 0.0005, height - 0.014), (lever,), shape, TRAVEL)
    return measured(
        "toaster",
        f"{kind} toaster",
        Part("", looks, (case, foot), mass=2.0, children=(part,)),
        True,
        articulations=(pressing("", part, (0.0, -1.35 * LEVER[1], LEVER[2]), 2 * LEVER[0]),),
        kind=kind,
    )


def _slots(half: Vec3) -> Mesh:
    _, y, height = half
    return merge(*(box((0.013, y - 0.026, 0.0008), (at, 0.0, height)) for at in SLOTS))


def _groove(half: Vec3) -> Mesh:
    """Return the slit that the lever moves in."""
    _, y, height = half
    return pane((-0.006, 0.006), -y, (height - 0.026 - TRAVEL, height - 0.008))


def _bread(half: Vec3) -> Mesh:
    """Return the upper crusts of two slices that look out of the slots."""
    _, y, height = half
    return merge(*(box((0.008, y - 0.036, 0.006), (at, 0.0, height + 0.001), bevel=0.004) for at in SLOTS))
