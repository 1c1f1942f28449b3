"""Burners of stoves, and what the stoves' bodies are made of."""

from __future__ import annotations

import numpy as np

from .asset import Material, Mesh
from .mesh import lathe, moved
from .texture import brushed

HEIGHT = 0.040  # of a stove's body
BURNER = 0.006  # height of the burner above the top
PAN = 0.007  # width of the bright ring around it

Place = tuple[float, float]


def body(rng: np.random.Generator) -> Material:
    """Draw what a stove is made of: steel or white enamel."""
    if rng.random() < 0.6:
        return Material(texture=brushed(int(rng.integers(4))), specular=0.6, shininess=0.6)
    return Material((0.86, 0.86, 0.84, 1.0), specular=0.5, shininess=0.7)


def burner(radius: float, centre: Place, segments: int = 28) -> Mesh:
    """Return a burner on a stove's top, for the texture `coil`."""
    edge, top = radius + PAN, BURNER
    profile = [
        (0, 0),
        (edge, 0),
        (edge, 0.002),
        (radius, 0.002),
        (radius, top - 0.001),
        (radius - 0.001, top),
        (0, top),
    ]
    return moved(lathe(profile, segments, [0.0, 0.0, 0.02, 0.04, 0.06, 0.07, 1.0]), (*centre, HEIGHT))
