"""A flat stove: one burner to cook on, one knob to turn."""

from __future__ import annotations

import numpy as np

from .asset import Articulation, Asset, Collision, Grasp, Joint, Material, Part, Surface, Visual
from .collisions import disc, slab
from .grasps import DOWN
from .measure import measured
from .mesh import box, cylinder, merge, moved

HEIGHT = 0.040
PLATE = 0.006  # height of the burner above the top
KNOB = 0.034
BAR = 0.012


def build(rng: np.random.Generator) -> Asset:
    """Draw a stove: about 250 x 220 x 40 mm; the knob turns on counter-clockwise seen from above."""
    x, y = rng.uniform(0.120, 0.130), rng.uniform(0.108, 0.115)
    burner = rng.uniform(0.070, 0.078)
    centre = (0.0, float(y - burner - 0.015))
    knob = (float(rng.choice([-0.55, 0.0, 0.55]) * x), float(-y + 0.026))
    body = box((x, y, HEIGHT / 2), (0.0, 0.0, HEIGHT / 2), bevel=0.004)
    plate = moved(cylinder(burner, HEIGHT, HEIGHT + PLATE, 24, 0.001), (*centre, 0.0))
    root = Part(
        "",
        (
            Visual(body, Material((0.62, 0.63, 0.65, 1.0), specular=0.6, shininess=0.6)),
            Visual(plate, Material((0.08, 0.08, 0.08, 1.0))),
        ),
        (slab((-x, -y, 0.0), (x, y, HEIGHT)), disc(burner, HEIGHT, HEIGHT + PLATE, centre)),
        mass=3.0,
        children=(_knob(knob),),
    )
    surface = Surface("cook_region", "", (*centre, HEIGHT + PLATE), (burner, burner), round=True)
    return measured("stove", "stove", root, True, surfaces=(surface,), articulations=(_turn(knob),))


def _knob(place: tuple[float, float]) -> Part:
    bar = Collision("box", (BAR / 2, 0.019, KNOB / 2 - 0.004), (0.0, 0.0, KNOB / 2 + 0.004), friction=1.5)
    mesh = merge(cylinder(0.019, 0.001, 0.009, 16, 0.001), box(bar.size, bar.position, bevel=0.002))
    return Part(
        "knob",
        (Visual(mesh, Material((0.12, 0.12, 0.13, 1.0), specular=0.4)),),
        (disc(0.018, 0.001, 0.009), bar),
        mass=0.05,
        position=(*place, HEIGHT),
        joint=Joint("hinge", (0.0, 0.0, 1.0), (-0.05, 2.1), damping=0.02, frictionloss=0.02, armature=0.001),
    )


def _turn(place: tuple[float, float]) -> Articulation:
    grips = tuple(Grasp("knob", (0.0, 0.0, KNOB - 0.010), DOWN, (s, 0.0, 0.0), BAR, "knob") for s in (1.0, -1.0))
    low, high = (place[0] - 0.02, place[1] - 0.02, HEIGHT), (place[0] + 0.02, place[1] + 0.02, HEIGHT + KNOB)
    return Articulation("", "knob", "knob", 0.5, 0.05, grips, (0.0, 0.0, KNOB), (low, high))
