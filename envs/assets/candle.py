"""A pillar candle on a brass dish, taken by its sides."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Part, Visual
from .colours import COLOURS, Rgb, shade
from .grasps import around
from .measure import measured
from .mesh import cylinder, lathe
from .texture import bands
from .vessels import stacked

KINDS = ("white", "red", "blue", "green", "yellow")
DISH, LIP = 0.007, 0.010  # height of the dish, in its middle and at its edge
WICK = 0.007
BRASS = (0.72, 0.55, 0.26, 1.0)


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a candle: radius 20 to 26 mm, 80 to 120 mm high, one of `KINDS`."""
    radius, height = float(rng.uniform(0.020, 0.026)), float(rng.uniform(0.080, 0.120))
    dish = radius + float(rng.uniform(0.010, 0.016))
    kind = kind or str(rng.choice(KINDS))
    colour = shade(COLOURS[kind], rng)
    wax = bands(colour, [(0.80, 1.01, _lit(colour))])
    pillar = [(0.0, DISH), (radius, DISH), (radius, height - 0.004), (radius - 0.003, height)]
    melted = [(radius - 0.007, height - 0.003), (0.0, height - 0.006)]
    plate = [(0.0, 0.0), (0.75 * dish, 0.0), (dish, LIP), (dish - 0.003, LIP), (0.78 * dish, DISH), (0.0, DISH)]
    looks = (
        Visual(lathe([*pillar, *melted], 20, [0.0, 0.1, 0.7, 0.78, 0.85, 1.0]), Material(texture=wax, specular=0.3)),
        Visual(lathe(plate, 20), Material(BRASS, specular=0.7, shininess=0.6)),
        Visual(cylinder(0.0018, height - 0.008, height + WICK, 6), Material((0.12, 0.10, 0.09, 1.0), specular=0.0)),
    )
    shapes = stacked(((0.85 * dish, 0.0, DISH), (radius, DISH, height)))
    part = Part("", looks, shapes, mass=float(rng.uniform(0.12, 0.20)))
    return measured("candle", f"{kind} candle", part, grasps=around(height - 0.022, 2 * radius), kind=kind)


def _lit(colour: Rgb) -> Rgb:
    """Return the lighter colour of molten wax."""
    red, green, blue = (0.57 * value + 0.38 for value in colour)
    return red, green, blue
