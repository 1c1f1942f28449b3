"""A wide flat stove: two burners to cook on, each with a knob in front of it."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Part, Surface, Visual
from .burners import BURNER, HEIGHT, PAN, body, burner
from .collisions import disc, slab
from .knobs import knob, turning
from .measure import measured
from .mesh import box, merge
from .texture import coil

SIDES = (("left", -1.0), ("right", 1.0))


def build(rng: np.random.Generator) -> Asset:
    """Draw a stove with two burners: about 390 x 220 x 40 mm; the knobs turn as a single stove's."""
    x, y, radius = (float(rng.uniform(*limits)) for limits in ((0.188, 0.202), (0.108, 0.115), (0.068, 0.076)))
    apart = x - radius - PAN - 0.010
    places = {side: (sign * apart, y - radius - PAN - 0.008) for side, sign in SIDES}
    knobs = {side: knob(f"{side}_knob", (place[0], -y + 0.026, HEIGHT), 10) for side, place in places.items()}
    burners = merge(*(burner(radius, place, 18) for place in places.values()))
    root = Part(
        "",
        (
            Visual(box((x, y, HEIGHT / 2), (0.0, 0.0, HEIGHT / 2), bevel=0.004, tile=0.3), body(rng)),
            Visual(burners, Material(texture=coil(), specular=0.5, shininess=0.5)),
        ),
        (
            slab((-x, -y, 0.0), (x, y, HEIGHT)),
            *(disc(radius, HEIGHT, HEIGHT + BURNER, place) for place in places.values()),
        ),
        mass=5.0,
        children=tuple(knobs.values()),
    )
    surfaces = tuple(
        Surface(f"{side}_cook_region", "", (*place, HEIGHT + BURNER), (radius, radius), round=True)
        for side, place in places.items()
    )
    turns = tuple(turning(f"{side}_knob", part) for side, part in knobs.items())
    return measured("double_stove", "double stove", root, True, surfaces=surfaces, articulations=turns)
