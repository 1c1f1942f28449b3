"""A flat stove: one burner to cook on, one knob to turn."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Part, Surface, Visual
from .burners import BURNER, HEIGHT, PAN, body, burner
from .collisions import disc, slab
from .knobs import knob, turning
from .measure import measured
from .mesh import box
from .texture import coil


def build(rng: np.random.Generator) -> Asset:
    """Draw a stove: about 250 x 220 x 40 mm; the knob turns on counter-clockwise seen from above."""
    x, y, radius = (float(rng.uniform(*limits)) for limits in ((0.120, 0.130), (0.108, 0.115), (0.070, 0.078)))
    centre = (0.0, y - radius - PAN - 0.008)
    switch = knob("knob", (float(rng.choice([-0.55, 0.0, 0.55])) * x, -y + 0.026, HEIGHT))
    root = Part(
        "",
        (
            Visual(box((x, y, HEIGHT / 2), (0.0, 0.0, HEIGHT / 2), bevel=0.004, tile=0.3), body(rng)),
            Visual(burner(radius, centre), Material(texture=coil(), specular=0.5, shininess=0.5)),
        ),
        (slab((-x, -y, 0.0), (x, y, HEIGHT)), disc(radius, HEIGHT, HEIGHT + BURNER, centre)),
        mass=3.0,
        children=(switch,),
    )
    surface = Surface("cook_region", "", (*centre, HEIGHT + BURNER), (radius, radius), round=True)
    return measured("stove", "stove", root, True, surfaces=(surface,), articulations=(turning("", switch),))
