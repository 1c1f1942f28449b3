"""An orange, taken around its sides."""

from __future__ import annotations

import numpy as np

from .asset import Asset
from .fruits import fruit, held, turned
from .measure import measured

FLAT = 0.30  # angle around the axis where it is flattened [rad]


def build(rng: np.random.Generator) -> Asset:
    """Draw an orange: 62 to 73 mm wide, a little less high."""
    radius = float(rng.uniform(0.031, 0.0365))
    height = 2 * radius * float(rng.uniform(0.90, 0.97))
    angles = np.linspace(FLAT, np.pi - FLAT, 10)
    scale = float(np.cos(FLAT))
    round_ = [(float(np.sin(a)), float(0.5 - 0.5 * np.cos(a) / scale)) for a in angles]
    body = turned([(0.0, 0.0), *round_, (0.10, 0.985), (0.0, 0.97)], radius, height)
    levels = ((0.55, 0.0, 0.20), (0.97, 0.20, 0.80), (0.55, 0.80, 1.0))
    cylinders = [(r * radius, low * height, high * height) for r, low, high in levels]
    root = fruit(rng, "orange", body, cylinders, 0.18)
    return measured("orange", "orange", root, grasps=held(height, 1.94 * radius))
