"""An apple, taken around its sides."""

from __future__ import annotations

import numpy as np

from .asset import Asset
from .fruits import fruit, held, stalk, turned
from .measure import measured

KINDS = ("red", "green")
PROFILE = (
    (0.0, 0.02), (0.34, 0.0), (0.58, 0.05), (0.80, 0.20), (0.94, 0.40), (1.0, 0.60), (0.95, 0.78), (0.78, 0.93),
    (0.52, 1.0), (0.26, 0.96), (0.08, 0.87), (0.0, 0.85),
)  # fmt: skip


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw an apple: 62 to 72 mm wide, 56 to 66 mm high, red or green."""
    kind = kind or str(rng.choice(KINDS))
    radius = float(rng.uniform(0.031, 0.036))
    height = 2 * radius * float(rng.uniform(0.88, 0.95))
    top = stalk(0.86 * height, 0.20 * height, float(rng.uniform(-0.006, 0.006)))
    levels = ((0.55, 0.0, 0.20), (0.95, 0.20, 0.80), (0.70, 0.80, 1.0))
    cylinders = [(r * radius, low * height, high * height) for r, low, high in levels]
    root = fruit(rng, f"{kind} apple", turned(PROFILE, radius, height), cylinders, 0.15, (top,))
    return measured("apple", f"{kind} apple", root, grasps=held(height, 1.9 * radius), kind=kind)
