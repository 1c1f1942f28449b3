"""A tin can, taken by its sides."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Part, Visual
from .collisions import disc
from .colours import GLAZES
from .grasps import around
from .measure import measured
from .mesh import cylinder

FLAVOURS = {"tomato": "red", "bean": "green", "corn": "yellow", "fish": "blue"}


def build(rng: np.random.Generator) -> Asset:
    """Draw a can: radius 30 to 34 mm, height 85 to 105 mm, one flavour."""
    radius, height = rng.uniform(0.030, 0.034), rng.uniform(0.085, 0.105)
    flavour = str(rng.choice(list(FLAVOURS)))
    material = Material((*GLAZES[FLAVOURS[flavour]], 1.0), specular=0.4, shininess=0.5)
    root = Part("", (Visual(cylinder(radius, 0.0, height, 24, 0.002), material),), (disc(radius, 0.0, height),), 0.3)
    return measured("can", f"{flavour} can", root, grasps=around(height - 0.025, 2 * radius))
