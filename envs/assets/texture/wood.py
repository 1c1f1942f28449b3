"""Wood, with the grain along the columns (u)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .kept import kept
from .noise import Field, Image, mix, noise, to_bytes

SIZE = 256
# Dark and light of each kind, close together: a zebra hides the objects.
KINDS: dict[str, tuple[tuple[float, float, float], tuple[float, float, float]]] = {
    "oak": ((0.60, 0.43, 0.26), (0.78, 0.61, 0.41)),
    "ash": ((0.72, 0.60, 0.45), (0.86, 0.76, 0.62)),
    "walnut": ((0.20, 0.12, 0.08), (0.36, 0.23, 0.15)),
    "cherry": ((0.40, 0.19, 0.11), (0.56, 0.30, 0.18)),
    "pine": ((0.74, 0.56, 0.34), (0.88, 0.72, 0.49)),
    "beech": ((0.66, 0.47, 0.33), (0.81, 0.62, 0.46)),
    "teak": ((0.44, 0.28, 0.16), (0.60, 0.42, 0.26)),
}


@kept
def wood(kind: str, seed: int, size: int = SIZE) -> Image:
    """Return a board (size, size, 3) of one of `KINDS`; it repeats without a seam."""
    return mix(*KINDS[kind], _grain(np.random.default_rng(seed), size, rings=5))


@kept
def planks(kind: str, seed: int, rows: int = 6, size: int = 512) -> Image:
    """Return a table top of glued boards, `rows` of them across the picture, each cut and toned differently."""
    rng = np.random.default_rng(seed)
    share = np.empty((size, size))
    dark = np.ones((size, size))
    edges = np.linspace(0, size, rows + 1).astype(int)
    grain = _grain(rng, size, rings=7)
    for top, bottom in pairwise(edges):
        shifted = np.roll(grain, rng.integers(size, size=2), axis=(0, 1))
        cut = int(rng.integers(size))
        for part in (slice(0, cut), slice(cut, size)):
            share[top:bottom, part] = shifted[top:bottom, part] + rng.uniform(-0.16, 0.16)
        dark[top, :] *= 0.74
        dark[top:bottom, cut] *= 0.78
    return to_bytes(mix(*KINDS[kind], share) / 255 * dark[..., None])


def _grain(rng: np.random.Generator, size: int, rings: int) -> Field:
    """Return the light share of a board: year rings bent by slow noise, fibres on top."""
    height = np.arange(size)[:, None] / size
    bend = noise(rng, (size, size), (0.8, 2.5), 2.6)
    ring = 0.5 + 0.5 * np.sin(2 * np.pi * (rings * height + 0.55 * bend))
    fibre = noise(rng, (size, size), (0.02, 0.9), 1.6)
    broad = noise(rng, (size, size), (0.5, 1.0), 2.5)
    share: Field = 0.55 + 0.20 * (ring**2 - 0.4) + 0.10 * fibre + 0.08 * broad
    return share
