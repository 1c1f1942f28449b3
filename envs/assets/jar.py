"""A jar with a screw lid, taken around its sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .asset import Asset, Material, Mesh, Part, Visual
from .collisions import disc
from .colours import CREAM, Rgb
from .grasps import around
from .measure import measured
from .mesh import lathe
from .texture import rising, wrap


@dataclass(frozen=True)
class _Look:
    """Colours of what is inside, the lid, the print and the emblem."""

    inside: Rgb
    lid: Rgb
    ink: Rgb
    sign: str
    tint: Rgb


LOOKS = {
    "jam": _Look((0.46, 0.05, 0.14), (0.80, 0.14, 0.14), (0.56, 0.06, 0.14), "fruit", (0.72, 0.07, 0.14)),
    "honey": _Look((0.88, 0.52, 0.06), (0.93, 0.80, 0.32), (0.60, 0.36, 0.04), "drop", (0.92, 0.60, 0.08)),
    "pickle": _Look((0.40, 0.52, 0.14), (0.14, 0.34, 0.18), (0.16, 0.36, 0.12), "leaf", (0.36, 0.50, 0.14)),
}
KINDS = tuple(LOOKS)
LID = 0.80  # share of the height where it begins


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a jar: 56 to 66 mm wide, 74 to 98 mm high, round-bellied or straight, one of `KINDS`."""
    kind = kind or str(rng.choice(KINDS))
    radius, height = float(rng.uniform(0.028, 0.033)), float(rng.uniform(0.074, 0.098))
    waist = float(rng.choice([0.93, 1.0]))  # of the straight part against the shoulders
    look = LOOKS[kind]
    stripes = ((0.0, 1.0, look.inside), (0.70, LID, CREAM), (LID, 1.0, look.lid))
    picture = wrap(
        stripes, (0.14, 0.58, CREAM), kind.upper(), look.ink, look.sign, look.tint, 0.72, seed=int(rng.integers(3))
    )
    skin = Visual(_jar(radius, waist, height), Material(texture=picture, specular=0.6, shininess=0.7))
    root = Part("", (skin,), (disc(radius, 0.0, height),), mass=0.3)
    return measured("jar", f"{kind} jar", root, grasps=around(height - 0.024, 2 * radius), kind=kind)


def _jar(radius: float, waist: float, height: float) -> Mesh:
    side, neck, lid = waist * radius, 0.86 * radius, 0.92 * radius
    profile = [
        (0.0, 0.0), (radius - 0.004, 0.0), (radius, 0.005), (radius, 0.10 * height), (side, 0.14 * height),
        (side, 0.58 * height), (radius, 0.63 * height), (radius - 0.001, 0.68 * height), (neck, 0.76 * height),
        (neck, LID * height), (lid, LID * height + 0.001), (lid, height - 0.002), (lid - 0.002, height), (0.0, height),
    ]  # fmt: skip
    return lathe(profile, 22, rising(profile, height))
