"""The spines of books, side by side."""

from __future__ import annotations

import numpy as np

from .kept import kept
from .noise import Image, noise, to_bytes

INKS = (
    (0.46, 0.12, 0.12), (0.15, 0.25, 0.42), (0.20, 0.36, 0.26), (0.62, 0.48, 0.24), (0.30, 0.20, 0.16),
    (0.72, 0.68, 0.60), (0.22, 0.22, 0.25), (0.56, 0.32, 0.16), (0.34, 0.44, 0.52), (0.44, 0.26, 0.36),
)  # fmt: skip
GOLD, PAPER = (0.78, 0.66, 0.36), (0.84, 0.81, 0.74)
SPINES = 16  # spines in a picture


@kept
def spines(seed: int, size: int = 256) -> Image:
    """Return `SPINES` spines (size, size, 3) of equal width, each with a title and bands."""
    rng = np.random.default_rng(seed)
    colours = np.empty((size, size, 3))
    width = size // SPINES
    for index in range(SPINES):
        column = slice(index * width, (index + 1) * width)
        ink = np.asarray(INKS[int(rng.integers(len(INKS)))]) * rng.uniform(0.85, 1.15)
        colours[:, column] = ink
        band = GOLD if ink.mean() < 0.5 else (0.30, 0.24, 0.18)
        for place in rng.uniform(0.06, 0.18, 2):
            for row in (int(place * size), int((1 - place) * size)):
                colours[row : row + 4, column] = band
        top, bottom = (int(part * size) for part in (rng.uniform(0.24, 0.34), rng.uniform(0.55, 0.72)))
        if rng.random() < 0.5:  # a label, else letters
            colours[top:bottom, index * width + 2 : (index + 1) * width - 2] = PAPER
        else:
            colours[top:bottom:6, index * width + 5 : (index + 1) * width - 5] = band
        colours[:, [index * width, (index + 1) * width - 1]] *= 0.6
    return to_bytes(colours * (1 + 0.03 * noise(rng, (size, size), (0.05, 0.3)))[..., None])
