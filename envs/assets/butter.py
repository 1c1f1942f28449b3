"""A wrapped stick of butter, lying along x."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Part, Visual
from .collisions import slab
from .colours import COLOURS, Rgb
from .grasps import across
from .measure import measured
from .mesh import box
from .texture import wrap

PAPER: Rgb = (0.96, 0.86, 0.52)
INKS = ("blue", "red", "green")
LOW, HIGH = 0.20, 0.80  # v of the label
LONG = (0.25, LOW, 0.75, HIGH)  # the part of the skin with one word
END = (0.0, 0.02, 0.1, LOW - 0.04)


def build(rng: np.random.Generator) -> Asset:
    """Draw a stick of butter: 105 to 125 mm long, 36 to 44 mm wide and 34 to 40 mm high."""
    limits = ((0.105, 0.125), (0.036, 0.044), (0.034, 0.040))
    length, width, height = (float(rng.uniform(*limit)) for limit in limits)
    ink = COLOURS[INKS[int(rng.integers(len(INKS)))]]
    skin = wrap(((0.0, 1.0, PAPER),), (LOW, HIGH, PAPER), "BUTTER", ink, "drop", ink, seed=int(rng.integers(3)))
    windows = dict.fromkeys(("front", "back", "top", "bottom"), LONG) | dict.fromkeys(("left", "right"), END)
    mesh = box((length / 2, width / 2, height / 2), (0.0, 0.0, height / 2), 0.003, windows=windows)
    shape = slab((-length / 2, -width / 2, 0.0), (length / 2, width / 2, height))
    root = Part("", (Visual(mesh, Material(texture=skin, specular=0.35)),), (shape,), mass=0.2)
    grasps = across(width, 0.5 * height + 0.002, (0.0, -0.2 * length, 0.2 * length))
    return measured("butter", "butter", root, grasps=grasps)
