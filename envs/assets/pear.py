"""A pear that stands, taken around its upper half."""

from __future__ import annotations

import numpy as np

from .asset import Asset
from .fruits import fruit, held, stalk, turned
from .measure import measured

PROFILE = (
    (0.0, 0.02), (0.38, 0.0), (0.66, 0.05), (0.90, 0.17), (1.0, 0.31), (0.94, 0.46), (0.74, 0.60), (0.56, 0.73),
    (0.48, 0.85), (0.38, 0.95), (0.18, 1.0), (0.0, 0.98),
)  # fmt: skip


def build(rng: np.random.Generator) -> Asset:
    """Draw a pear: 56 to 66 mm wide, 80 to 96 mm high."""
    radius = float(rng.uniform(0.028, 0.033))
    height = radius * float(rng.uniform(2.75, 3.0))
    top = stalk(0.97 * height, 0.08 * height, float(rng.uniform(-0.007, 0.007)))
    levels = ((0.62, 0.0, 0.12), (0.96, 0.12, 0.50), (0.60, 0.50, 0.99))
    cylinders = [(r * radius, low * height, high * height) for r, low, high in levels]
    root = fruit(rng, "pear", turned(PROFILE, radius, height), cylinders, 0.17, (top,))
    return measured("pear", "pear", root, grasps=held(height, 1.2 * radius))
