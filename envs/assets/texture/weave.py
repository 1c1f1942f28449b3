"""Woven cane."""

from __future__ import annotations

import numpy as np

from .kept import kept
from .noise import Image, noise, to_bytes

CANES: dict[str, tuple[float, float, float]] = {
    "straw": (0.76, 0.62, 0.40),
    "brown": (0.48, 0.33, 0.20),
    "grey": (0.62, 0.60, 0.55),
}


@kept
def weave(kind: str, seed: int, cells: int = 6, size: int = 256) -> Image:
    """Return a plain weave (size, size, 3) of `cells` x `cells` strands of one of `CANES`."""
    rng = np.random.default_rng(seed)
    place = (np.arange(size) + 0.5) / size * cells
    across, down = np.meshgrid(place, place)
    over = (np.floor(across) + np.floor(down)) % 2 == 0
    along, width = np.where(over, across % 1, down % 1), np.where(over, down % 1, across % 1)
    light = np.sin(np.pi * width) ** 0.6 * (0.55 + 0.45 * np.sin(np.pi * along) ** 0.7)
    light = (0.42 + 0.66 * light) * (1 + 0.05 * noise(rng, (size, size), (0.05, 0.05)))
    return to_bytes(np.asarray(CANES[kind]) * light[..., None])
