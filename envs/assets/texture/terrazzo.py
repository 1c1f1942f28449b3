"""Terrazzo: chips of stone in cement."""

from __future__ import annotations

import numpy as np

from .kept import kept
from .noise import Image, noise, to_bytes

Ink = tuple[float, float, float]

CEMENTS: dict[str, tuple[Ink, tuple[Ink, ...]]] = {
    "grey": ((0.62, 0.61, 0.59), ((0.45, 0.44, 0.43), (0.74, 0.72, 0.69), (0.58, 0.46, 0.38))),
    "sage": ((0.56, 0.61, 0.56), ((0.40, 0.48, 0.43), (0.70, 0.71, 0.66), (0.50, 0.45, 0.38))),
    "rose": ((0.66, 0.57, 0.53), ((0.52, 0.39, 0.35), (0.75, 0.68, 0.63), (0.47, 0.47, 0.48))),
}


@kept
def terrazzo(kind: str, seed: int, size: int = 512) -> Image:
    """Return polished terrazzo (size, size, 3) of one of `CEMENTS`; it repeats without a seam."""
    rng = np.random.default_rng(seed)
    cement, chips = CEMENTS[kind]
    colours = np.broadcast_to(np.asarray(cement), (size, size, 3)).copy()
    for chip in chips:
        here = noise(rng, (size, size), (0.045, 0.045), 4.0) > 1.6
        colours[here] = 0.55 * np.asarray(cement) + 0.45 * np.asarray(chip)  # faint, or the small things get lost
    return to_bytes(colours * (1 + 0.012 * noise(rng, (size, size), (0.05, 0.05)))[..., None])
