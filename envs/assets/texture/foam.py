"""Foam with pores."""

from __future__ import annotations

import numpy as np

from .kept import kept
from .noise import Image, noise, to_bytes


@kept
def foam(seed: int, size: int = 128) -> Image:
    """Return white foam (size, size, 3) with darker pores, to be coloured; it repeats without a seam."""
    field = noise(np.random.default_rng(seed), (size, size), (0.12, 0.12), 2.5)
    light = 1.0 - 0.42 * np.clip(field - 0.7, 0, 1)
    return to_bytes(np.repeat(light[..., None], 3, axis=2))
