"""A carton of food, taken across its thin side (y)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .asset import Asset, Material, Part, Visual
from .collisions import slab
from .colours import COLOURS, Rgb
from .grasps import across
from .measure import measured
from .mesh import box
from .texture import CARTON, carton


@dataclass(frozen=True)
class _Look:
    """Colours, and ranges of width, thickness and height [m]."""

    ink: Rgb
    accent: Rgb
    wide: tuple[float, float]
    thin: tuple[float, float]
    high: tuple[float, float]


LOOKS = {
    "cereal": _Look(COLOURS["yellow"], COLOURS["red"], (0.075, 0.095), (0.038, 0.046), (0.110, 0.130)),
    "tea": _Look(COLOURS["green"], (0.12, 0.26, 0.16), (0.065, 0.080), (0.048, 0.058), (0.065, 0.080)),
    "cracker": _Look(COLOURS["red"], (0.42, 0.06, 0.06), (0.065, 0.080), (0.042, 0.050), (0.095, 0.115)),
    "pasta": _Look(COLOURS["blue"], (0.07, 0.13, 0.34), (0.070, 0.085), (0.040, 0.048), (0.100, 0.120)),
    "sugar": _Look(COLOURS["white"], COLOURS["blue"], (0.060, 0.070), (0.045, 0.055), (0.080, 0.095)),
}
KINDS = tuple(LOOKS)


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a carton: 60 to 95 mm wide, 38 to 58 mm thick, 65 to 130 mm high, one of `KINDS`."""
    kind = kind or str(rng.choice(KINDS))
    look = LOOKS[kind]
    wide, thin, high = (float(rng.uniform(*limits)) for limits in (look.wide, look.thin, look.high))
    picture = carton(kind.upper(), look.ink, look.accent, int(rng.integers(4)))
    mesh = box((wide / 2, thin / 2, high / 2), (0.0, 0.0, high / 2), bevel=0.0015, windows=CARTON)
    shape = slab((-wide / 2, -thin / 2, 0.0), (wide / 2, thin / 2, high))
    skin = Visual(mesh, Material(texture=picture, specular=0.15))
    root = Part("", (skin,), (shape,), mass=float(rng.uniform(0.15, 0.30)))
    grasps = across(thin, high - 0.022, (0.0, -0.2 * wide, 0.2 * wide))
    return measured("box", f"{kind} box", root, grasps=grasps, kind=kind)
