"""A cup of yogurt with a foil lid, taken around its sides."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Mesh, Part, Visual
from .collisions import disc
from .colours import Rgb
from .grasps import around
from .measure import measured
from .mesh import lathe
from .texture import wrap

CUP: Rgb = (0.95, 0.95, 0.93)
# Colours of the lid and the print, and of the fruit.
LOOKS: dict[str, tuple[Rgb, Rgb]] = {
    "strawberry": ((0.84, 0.22, 0.34), (0.80, 0.10, 0.14)),
    "blueberry": ((0.36, 0.30, 0.66), (0.22, 0.20, 0.52)),
    "peach": ((0.96, 0.64, 0.36), (0.95, 0.58, 0.30)),
}
KINDS = tuple(LOOKS)


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a cup: 58 to 66 mm wide at the lid, narrower at the foot, 60 to 76 mm high, one of `KINDS`."""
    kind = kind or str(rng.choice(KINDS))
    radius, height = float(rng.uniform(0.029, 0.033)), float(rng.uniform(0.060, 0.076))
    foot = radius * float(rng.uniform(0.76, 0.84))
    lid, fruit = LOOKS[kind]
    stripes = ((0.0, 1.0, CUP), (0.93, 1.0, lid))
    skin = wrap(stripes, (0.16, 0.74, CUP), kind.upper(), lid, "fruit", fruit, seed=int(rng.integers(3)))
    cup = Visual(_cup(foot, radius, height), Material(texture=skin, specular=0.35, shininess=0.4))
    side = (foot + radius) / 2 + 0.001
    root = Part("", (cup,), (disc(side, 0.0, height),), mass=0.15)
    return measured("yogurt", f"{kind} yogurt", root, grasps=around(height - 0.022, 2 * side), kind=kind)


def _cup(foot: float, radius: float, height: float) -> Mesh:
    low, lid = height - 0.005, height - 0.003
    wall = [(foot - 0.003, 0.0), (foot, 0.003), (radius - 0.003, low), (radius, low), (radius, lid)]
    foil = [(radius, height - 0.001), (radius - 0.0015, height), (0.0, height - 0.0008)]
    return lathe([(0.0, 0.0), *wall, *foil], 24, [0.01, 0.01, 0.04, 0.88, 0.90, 0.93, 0.96, 0.98, 0.98])
