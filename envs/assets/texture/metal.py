"""Brushed steel and the coil of a stove."""

from __future__ import annotations

import numpy as np

from .kept import kept
from .noise import Image, mix, noise, to_bytes


@kept
def brushed(seed: int, size: int = 256) -> Image:
    """Return steel (size, size, 3) brushed along the columns (u)."""
    rng = np.random.default_rng(seed)
    lines = noise(rng, (size, size), (0.005, 1.5), 1.2)
    return mix((0.50, 0.51, 0.53), (0.74, 0.75, 0.77), 0.5 + 0.16 * lines)


@kept
def coil(turns: int = 5, size: int = 256) -> Image:
    """Return a burner (size, 8, 3) for a lathe whose v runs from the edge of the pan (0) to the centre (1)."""
    v = (np.arange(size)[::-1] + 0.5) / size
    wave = np.cos(2 * np.pi * turns * (v - 0.10) / 0.80)
    grey = np.where(wave > -0.2, 0.17 + 0.10 * np.clip(wave, 0, 1), 0.035)
    grey = np.where(v > 0.86, 0.22, grey)
    grey = np.where(v < 0.05, 0.62, grey)
    return to_bytes(np.repeat(grey[:, None, None], 8, axis=1) * np.ones(3))
