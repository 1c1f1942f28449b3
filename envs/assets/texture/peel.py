"""Peels of fruit and the crust of bread, for meshes whose v runs along the axis and u around it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .kept import kept
from .noise import Image, noise, to_bytes

Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class _Skin:
    """Two colours, how smooth their mixture is along v and u, how many freckles; the colour of the two ends.

    `ends` are the shares of v, at the start and the end, that have the colour `tip`.
    """

    dark: Rgb
    light: Rgb
    smooth: tuple[float, float] = (0.4, 0.4)
    freckles: float = 0.0
    tip: Rgb = (0.30, 0.20, 0.08)
    ends: tuple[float, float] = (0.0, 0.0)


PEELS = {
    "red apple": _Skin((0.58, 0.04, 0.05), (0.78, 0.22, 0.10), (1.6, 0.12), 0.010, (0.70, 0.55, 0.20), (0.0, 0.12)),
    "green apple": _Skin((0.36, 0.58, 0.12), (0.52, 0.72, 0.22), (1.6, 0.20), 0.015, (0.45, 0.42, 0.15), (0.0, 0.10)),
    "orange": _Skin((0.88, 0.38, 0.03), (0.97, 0.50, 0.06), (0.06, 0.06), 0.03, (0.33, 0.38, 0.12), (0.0, 0.05)),
    "lemon": _Skin((0.90, 0.78, 0.10), (0.98, 0.88, 0.22), (0.06, 0.06), 0.03, (0.62, 0.62, 0.14), (0.03, 0.05)),
    "pear": _Skin((0.60, 0.62, 0.16), (0.78, 0.74, 0.28), (0.6, 0.6), 0.04, (0.52, 0.44, 0.18), (0.05, 0.04)),
    "banana": _Skin((0.90, 0.70, 0.10), (0.98, 0.82, 0.20), (0.8, 0.3), 0.02, (0.30, 0.22, 0.10), (0.05, 0.08)),
}
CRUSTS: dict[str, tuple[Rgb, Rgb]] = {
    "golden": ((0.56, 0.30, 0.10), (0.80, 0.54, 0.25)),
    "brown": ((0.36, 0.18, 0.08), (0.56, 0.33, 0.16)),
}
CRUMB: Rgb = (0.90, 0.78, 0.56)


@kept
def peel(kind: str, seed: int, size: int = 128) -> Image:
    """Return the skin (size, size, 3) of one of `PEELS`."""
    skin = PEELS[kind]
    rng = np.random.default_rng(seed)
    share = np.clip(0.5 + 0.35 * noise(rng, (size, size), skin.smooth), 0, 1)[..., None]
    colours = np.asarray(skin.dark) * (1 - share) + np.asarray(skin.light) * share
    colours[rng.random((size, size)) < skin.freckles] *= 0.82
    v = (np.arange(size)[::-1] + 0.5) / size
    colours[(v < skin.ends[0]) | (v > 1 - skin.ends[1])] = skin.tip
    return to_bytes(colours)


@kept
def crust(kind: str, seed: int, slashes: int, size: int = 256) -> Image:
    """Return the crust (size, size, 3) of a loaf, one of `CRUSTS`, cut across its top (u about 0.5) before baking."""
    rng = np.random.default_rng(seed)
    dark, light = (np.asarray(rgb) for rgb in CRUSTS[kind])
    v, u = np.meshgrid((np.arange(size)[::-1] + 0.5) / size, (np.arange(size) + 0.5) / size, indexing="ij")
    top = np.exp(-(((u - 0.5) / 0.22) ** 2)) * np.clip(np.minimum(v, 1 - v) / 0.20, 0, 1)  # the oven browns it most
    share = np.clip(0.85 - 0.65 * top + 0.10 * noise(rng, (size, size), (0.15, 0.15)), 0, 1)[..., None]
    colours = dark * (1 - share) + light * share
    for middle in 0.18 + 0.64 * (np.arange(slashes) + 0.5) / slashes:
        length = np.clip(1 - ((u - 0.5) / 0.20) ** 2, 0, 1)
        colours[np.abs(v - middle - 0.25 * (u - 0.5)) < 0.026 * np.sqrt(length)] = CRUMB
    return to_bytes(colours)
