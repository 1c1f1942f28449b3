"""A tumbler of tinted glass, taken around its sides: it is too narrow for a finger, so it collides as if full."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Mesh, Part, Visual
from .colours import Rgb, scaled, shade
from .grasps import around
from .measure import measured
from .mesh import lathe
from .texture import bands
from .vessels import stacked

# Paler than crockery, so that it looks like glass.
TINTS: dict[str, Rgb] = {
    "blue": (0.48, 0.70, 0.84),
    "green": (0.52, 0.76, 0.60),
    "amber": (0.82, 0.56, 0.24),
    "pink": (0.90, 0.62, 0.68),
}
KINDS = tuple(TINTS)
WALL = 0.0045
BASE = 0.010  # thickness of the bottom
DEPTH = 0.020  # of the finger tips below the lip
V = [0.0, 0.05, 0.10, 0.48, 0.50, 0.52, 0.90, 1.0]


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a tumbler: 58 to 68 mm wide at the lip, 85 to 110 mm high, straight or tapered, of one tint."""
    kind = kind or str(rng.choice(KINDS))
    radius, height = float(rng.uniform(0.029, 0.034)), float(rng.uniform(0.085, 0.110))
    foot = radius * float(rng.uniform(0.78, 0.96))
    upper = radius - (radius - foot) * DEPTH / height  # radius where the fingers are
    levels = ((foot + (upper - foot) / 4, 0.0, height / 2), (upper, height / 2, height))
    looks = (Visual(_tumbler(foot, radius, height), _tinted(shade(TINTS[kind], rng))),)
    root = Part("", looks, stacked(levels), mass=0.2)
    return measured("glass", f"{kind} glass", root, grasps=around(height - DEPTH, 2 * upper), kind=kind)


def _tinted(tint: Rgb) -> Material:
    """Return a look of glass: a dark thick base, a bright lip, a darker inside."""
    pale, dim, deep = (scaled(tint, factor) for factor in (1.25, 0.82, 0.72))
    rings = [(0.0, 0.14, deep), (0.14, 0.17, pale), (0.465, 0.53, pale), (0.53, 0.85, dim), (0.85, 1.01, deep)]
    return Material(texture=bands(tint, rings), specular=0.9, shininess=0.9)


def _tumbler(foot: float, radius: float, height: float) -> Mesh:
    inner = radius - WALL
    profile = [
        (0.0, 0.0), (foot - 0.003, 0.0), (foot, 0.004), (radius, height - 0.0015), (radius - WALL / 2, height),
        (inner, height - 0.0015), (foot - WALL, BASE + 0.001), (0.0, BASE),
    ]  # fmt: skip
    return lathe(profile, 24, V)
