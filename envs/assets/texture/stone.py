"""Marble and floor tiles."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .kept import kept
from .noise import Field, Image, mix, noise, to_bytes

MARBLES: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "grey": ((0.46, 0.46, 0.46), (0.68, 0.67, 0.65)),
    "sand": ((0.60, 0.52, 0.43), (0.80, 0.73, 0.63)),
    "sage": ((0.42, 0.48, 0.43), (0.62, 0.67, 0.61)),
    "rose": ((0.56, 0.44, 0.40), (0.75, 0.63, 0.58)),
    "slate": ((0.32, 0.36, 0.41), (0.50, 0.54, 0.58)),
}


@kept
def marble(kind: str, seed: int, size: int = 512) -> Image:
    """Return a slab (size, size, 3) of one of `MARBLES` with faint veins; it repeats without a seam."""
    rng = np.random.default_rng(seed)
    cloud = noise(rng, (size, size), (0.5, 0.5), 2.2)
    vein = np.abs(noise(rng, (size, size), (0.5, 0.5), 3.4) + 0.05 * cloud)
    share: Field = 0.80 + 0.08 * cloud - 0.22 * np.exp(-((vein / 0.025) ** 2))
    return mix(*MARBLES[kind], share)


@kept
def tiles(rgb: tuple[float, float, float], seed: int, shape: tuple[int, int] = (4, 4), size: int = 256) -> Image:
    """Return rows x columns of glazed tiles with lighter joints, each row shifted by half a tile if columns differ."""
    rng = np.random.default_rng(seed)
    rows, columns = shape
    tone = np.ones((size, size))
    row = np.arange(size) * rows // size
    for r in range(rows):
        shift = size // columns // 2 if rows != columns and r % 2 else 0
        column = ((np.arange(size) + shift) % size) * columns // size
        tone[row == r] *= (1 + 0.05 * rng.standard_normal(columns))[column]
        joint = np.diff(column, prepend=column[-1]) != 0
        tone[np.ix_(row == r, joint)] = 0
    tone[np.diff(row, prepend=row[-1]) != 0] = 0
    tone *= 1 + 0.015 * noise(rng, (size, size), (0.1, 0.1))
    return _joints(rgb, tone)


def _joints(rgb: Sequence[float], tone: Field) -> Image:
    colour = np.asarray(rgb)
    joint = 0.75 * colour + 0.12
    return to_bytes(np.where(tone[..., None] > 0, colour * tone[..., None], joint))
