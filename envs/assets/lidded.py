"""Round pots of glazed clay with a lid, taken by its knob."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .asset import Collision, Grasp, Mesh
from .collisions import disc
from .grasps import around
from .mesh import lathe
from .vessels import FIRM, stacked

KNOB, TALL = 0.011, 0.023  # radius and height of the knob
PLAIN = 0.15  # v of what has no rings: spouts and handles
# Cylinders to collide with: share of the radius, from and to share of the height.
LEVELS = ((0.80, 0.0, 0.16), (0.96, 0.16, 0.62), (0.78, 0.62, 0.84), (0.45, 0.84, 1.0))


def body(radius: float, height: float) -> Mesh:
    """Return belly, lid and knob; `height` is that of the lid [m]. v runs up the belly from 0 to 0.45."""
    angles = np.linspace(-0.95, 0.92, 7)
    belly = [(radius * float(np.cos(a)) ** 0.8, height * float(0.47 + 0.60 * np.sin(a) / np.sin(1.15))) for a in angles]
    lid = [(0.50 * radius, 0.95 * height), (0.30 * radius, height)]
    knob = [(0.6 * KNOB, height + 0.003), (KNOB, height + 0.010), (0.9 * KNOB, height + TALL - 0.003)]
    profile = [(0.0, 0.0), (0.62 * radius, 0.0), *belly[1:], *lid, *knob, (0.0, height + TALL)]
    return lathe(profile, 20, [0.0, 0.02, *np.linspace(0.06, 0.42, 6).tolist(), 0.46, 0.48, *4 * [PLAIN]])


def shapes(radius: float, height: float) -> tuple[Collision, ...]:
    """Return cylinders for belly, lid and knob."""
    belly = stacked((wide * radius, low * height, high * height) for wide, low, high in LEVELS)
    return (*belly, replace(disc(KNOB, height, height + TALL), friction=FIRM))


def grasps(height: float) -> tuple[Grasp, ...]:
    """Return grasps of the knob on a lid at this height [m]."""
    return tuple(replace(grasp, kind="knob") for grasp in around(height + TALL - 0.012, 2 * KNOB))
