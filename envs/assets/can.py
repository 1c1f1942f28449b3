"""A tin can, taken by its sides."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Mesh, Part, Visual
from .collisions import disc
from .colours import COLOURS
from .grasps import around
from .measure import measured
from .mesh import lathe
from .texture import tin

CONTENTS = {"tomato": "red", "bean": "green", "corn": "yellow", "fish": "blue"}
KINDS = tuple(CONTENTS)
SEAM = 0.0012  # by which the label is narrower than the seams


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a can: radius 30 to 34 mm, height 85 to 105 mm, one of `KINDS`."""
    radius, height = float(rng.uniform(0.030, 0.034)), float(rng.uniform(0.085, 0.105))
    kind = kind or str(rng.choice(KINDS))
    skin = tin(kind.upper(), COLOURS[CONTENTS[kind]], int(rng.integers(3)))
    root = Part(
        "",
        (Visual(_body(radius, height), Material(texture=skin, specular=0.35, shininess=0.5)),),
        (disc(radius, 0.0, height),),
        mass=0.3,
    )
    return measured("can", f"{kind} can", root, grasps=around(height - 0.025, 2 * radius), kind=kind)


def _body(radius: float, height: float) -> Mesh:
    label = radius - SEAM
    profile = [
        (0.0, 0.0), (radius, 0.0), (radius, 0.003), (label, 0.0035), (label, height - 0.0035),
        (radius, height - 0.003), (radius, height), (radius - 0.003, height), (radius - 0.0035, height - 0.003),
        (0.0, height - 0.003),
    ]  # fmt: skip
    return lathe(profile, 24, [0.0, 0.01, 0.055, 0.065, 0.775, 0.785, 0.80, 0.81, 0.84, 0.99])
