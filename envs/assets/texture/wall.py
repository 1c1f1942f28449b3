"""Walls, nearly white: a material's colour paints them."""

from __future__ import annotations

import numpy as np

from .kept import kept
from .noise import Image, noise, to_bytes


@kept
def plaster(seed: int, size: int = 256) -> Image:
    """Return painted plaster (size, size, 3); it repeats without a seam."""
    rng = np.random.default_rng(seed)
    tone = 0.93 + 0.007 * noise(rng, (size, size), (0.3, 0.3), 2.0) + 0.010 * noise(rng, (size, size), (0.02, 0.02))
    return to_bytes(np.repeat(tone[..., None], 3, axis=2))


@kept
def wallpaper(seed: int, stripes: int = 8, size: int = 256) -> Image:
    """Return paper (size, size, 3) with upright stripes, light and less light."""
    rng = np.random.default_rng(seed)
    phase = (np.arange(size) + 0.5) / size * stripes % 1
    tone = np.where(phase < 0.5, 0.96, 0.85)[None, :] + 0.012 * noise(rng, (size, size), (0.2, 0.2))
    return to_bytes(np.repeat(tone[..., None], 3, axis=2))
