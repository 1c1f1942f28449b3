"""Cloth, carpets and rugs. Those without a colour of their own are nearly white: a material's colour dyes them."""

from __future__ import annotations

import numpy as np

from .kept import kept
from .noise import Field, Image, noise, to_bytes

Ink = tuple[float, float, float]


@kept
def cloth(seed: int, threads: int = 40, size: int = 256) -> Image:
    """Return a plain weave (size, size, 3) for upholstery, light and dark threads in turn, slightly uneven."""
    rng = np.random.default_rng(seed)
    place = (np.arange(size) + 0.5) / size * threads * 2 * np.pi
    check = np.sin(place)[:, None] * np.sin(place)[None, :]
    slub = noise(rng, (size, size), (0.02, 0.4), 1.2) + noise(rng, (size, size), (0.4, 0.02), 1.2)
    return _grey(0.88 + 0.06 * check + 0.030 * slub + 0.025 * noise(rng, (size, size), (0.4, 0.4), 2.5))


@kept
def carpet(seed: int, size: int = 256) -> Image:
    """Return a short pile (size, size, 3): tufts, and patches where it was brushed the other way."""
    return _grey(_pile(np.random.default_rng(seed), size))


@kept
def rug(ground: Ink, accent: Ink, seed: int, size: int = 512) -> Image:
    """Return a whole rug (size, size, 3): a field with a border and two stripes, woven; it does not repeat."""
    rng = np.random.default_rng(seed)
    place = np.abs((np.arange(size) + 0.5) / size - 0.5)
    inset = 0.5 - np.maximum(place[:, None], place[None, :])  # distance from the edge
    share = np.where(((inset > 0.030) & (inset < 0.075)) | ((inset > 0.095) & (inset < 0.105)), 1.0, 0.0)
    if seed % 2:  # lozenges in the field, faint enough not to hide what stands on them
        along, across = (9 * (place[:, None] + sign * place[None, :]) % 1 for sign in (1, -1))
        lozenge = np.maximum(np.abs(along - 0.5), np.abs(across - 0.5))
        share = np.maximum(share, 0.35 * ((lozenge < 0.13) & (inset > 0.14)))
    colours = np.asarray(ground) + share[..., None] * np.subtract(accent, ground)
    return to_bytes(colours * _pile(rng, size)[..., None])


def _pile(rng: np.random.Generator, size: int) -> Field:
    tufts = noise(rng, (size, size), (0.03, 0.03), 2.0)
    brushed = noise(rng, (size, size), (0.5, 0.5), 2.6)
    share: Field = 0.90 + 0.035 * tufts + 0.012 * brushed
    return share


def _grey(tone: Field) -> Image:
    return to_bytes(np.repeat(tone[..., None], 3, axis=2))
