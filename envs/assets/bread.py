"""A loaf of bread, lying along x, taken across."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Mesh, Part, Visual
from .collisions import slab
from .grasps import across
from .measure import measured
from .mesh import loft
from .texture import CRUSTS, crust

# Half of a slice's outline, in shares of half its width and of its height, from the middle of the bottom to the top.
OUTLINE = (
    (0.0, 0.0), (0.78, 0.0), (0.88, 0.05), (0.90, 0.30), (0.92, 0.52), (1.0, 0.62), (1.0, 0.76), (0.86, 0.90),
    (0.52, 0.98), (0.0, 1.0),
)  # fmt: skip
# Shares of half the length along it, and of width and height there.
ALONG = (-1.0, -0.98, -0.93, -0.80, -0.40, 0.0, 0.40, 0.80, 0.93, 0.98, 1.0)
THICK = (0.40, 0.66, 0.85, 0.97, 1.0, 1.0, 1.0, 0.97, 0.85, 0.66, 0.40)


def build(rng: np.random.Generator) -> Asset:
    """Draw a loaf: 130 to 165 mm long, 60 to 70 mm wide, 56 to 68 mm high, golden or brown."""
    limits = ((0.130, 0.165), (0.060, 0.070), (0.056, 0.068))
    length, width, height = (float(rng.uniform(*limit)) for limit in limits)
    picture = crust(str(rng.choice(list(CRUSTS))), int(rng.integers(4)), int(rng.integers(3, 5)))
    skin = Visual(_loaf(length / 2, width / 2, height), Material(texture=picture, specular=0.08))
    x, y = length / 2 - 0.003, 0.96 * width / 2
    root = Part("", (skin,), (slab((-x, -y, 0.0), (x, y, 0.97 * height)),), mass=0.3)
    return measured("bread", "bread", root, grasps=across(2 * y, height - 0.024, (0.0, -0.2 * length, 0.2 * length)))


def _loaf(half: float, wide: float, height: float) -> Mesh:
    """Return the loaf; u runs from the bottom over the top (0.5) and back, by equal steps of the outline."""
    right = np.array(OUTLINE)
    left = right[-2:0:-1] * [-1, 1]
    slice_ = np.concatenate([right, left]) * [wide, height]
    rings = [
        np.column_stack([np.full(len(slice_), half * x), slice_[:, 0] * thick, slice_[:, 1] * (0.4 + 0.6 * thick)])
        for x, thick in zip(ALONG, THICK, strict=True)
    ]
    return loft(rings)
