"""A shaker of salt or pepper, taken around its sides."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Mesh, Part, Visual
from .collisions import disc
from .colours import Rgb, scaled
from .grasps import around
from .measure import measured
from .mesh import lathe
from .texture import rising, wrap

STEEL: Rgb = (0.66, 0.67, 0.70)
# Colours of what is inside and of the paint on it.
LOOKS: dict[str, tuple[Rgb, Rgb]] = {
    "salt": ((0.95, 0.95, 0.94), (0.16, 0.30, 0.58)),
    "pepper": ((0.15, 0.13, 0.12), (0.88, 0.86, 0.80)),
}
KINDS = tuple(LOOKS)
CAP = 0.70  # share of the height where it begins


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a shaker: 36 to 46 mm wide, 70 to 90 mm high, straight or waisted, with a steel cap; one of `KINDS`."""
    kind = kind or str(rng.choice(KINDS))
    radius, height = float(rng.uniform(0.018, 0.023)), float(rng.uniform(0.070, 0.090))
    waist = float(rng.choice([0.82, 1.0]))
    inside, paint = LOOKS[kind]
    steel = ((CAP, 1.0, STEEL), (CAP + 0.02, CAP + 0.05, scaled(STEEL, 0.7)), (0.95, 1.0, scaled(STEEL, 0.3)))
    stripes = ((0.0, 1.0, inside), *steel)
    skin = wrap(stripes, (0.12, 0.60, inside), kind.upper(), paint, "drop", paint)
    look = Visual(_body(radius, waist, height), Material(texture=skin, specular=0.5, shininess=0.6))
    root = Part("", (look,), (disc(radius, 0.0, height),), mass=0.12)
    return measured("shaker", f"{kind} shaker", root, grasps=around(height - 0.022, 2 * radius), kind=kind)


def _body(radius: float, waist: float, height: float) -> Mesh:
    low, cap = CAP * height, 0.96 * radius
    bend = np.linspace(0.2, np.pi / 2, 4)[:-1]
    dome = [(float(cap * np.cos(a)), float(0.86 * height + 0.14 * height * np.sin(a))) for a in bend]
    profile = [
        (0.0, 0.0), (radius - 0.002, 0.0), (radius, 0.002), (waist * radius, 0.40 * height),
        (0.94 * radius, low - 0.001), (radius, low), (radius, low + 0.003), (cap, 0.86 * height), *dome, (0.0, height),
    ]  # fmt: skip
    return lathe(profile, 18, rising(profile, height))
