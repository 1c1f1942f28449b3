"""A box of cream cheese, lying flat."""

from __future__ import annotations

import numpy as np

from .asset import Asset
from .colours import Rgb
from .grasps import across
from .measure import measured
from .packet import packet
from .texture import carton

SILVER: Rgb = (0.80, 0.83, 0.87)
ACCENTS: tuple[Rgb, ...] = ((0.12, 0.26, 0.60), (0.10, 0.42, 0.62), (0.16, 0.20, 0.44))


def build(rng: np.random.Generator) -> Asset:
    """Draw a box of cream cheese: 95 to 112 mm long, 54 to 64 mm wide, 27 to 33 mm high."""
    limits = ((0.095, 0.112), (0.054, 0.064), (0.027, 0.033))
    length, width, height = (float(rng.uniform(*limit)) for limit in limits)
    accent = ACCENTS[int(rng.integers(len(ACCENTS)))]
    picture = carton("CHEESE", SILVER, accent, int(rng.integers(4)), "mound", (0.97, 0.95, 0.88))
    grasps = across(width, 0.5 * height + 0.002, (0.0, -0.2 * length, 0.2 * length))
    return measured("cheese", "cream cheese", packet(length, width, height, picture, 0.2), grasps=grasps)
