"""A flat stove: one burner to cook on, one knob to turn."""

from __future__ import annotations

import numpy as np

from .asset import Articulation, Asset, Collision, Grasp, Joint, Material, Mesh, Part, Surface, Visual
from .collisions import disc, slab
from .grasps import DOWN
from .measure import measured
from .mesh import box, cylinder, lathe, merge, moved
from .texture import brushed, coil

HEIGHT = 0.040
BURNER = 0.006  # height of the burner above the top
PAN = 0.007  # width of the bright ring around it
KNOB = 0.034
BAR = 0.020  # thickness of the knob's grip: robosuite's gripper holds thin things weakly
ON_AT, OFF_AT = 0.5, 0.05

Place = tuple[float, float]


def build(rng: np.random.Generator) -> Asset:
    """Draw a stove: about 250 x 220 x 40 mm; the knob turns on counter-clockwise seen from above."""
    x, y, burner = (float(rng.uniform(*limits)) for limits in ((0.120, 0.130), (0.108, 0.115), (0.070, 0.078)))
    centre = (0.0, y - burner - PAN - 0.008)
    knob = (float(rng.choice([-0.55, 0.0, 0.55])) * x, -y + 0.026)
    root = Part(
        "",
        (
            Visual(box((x, y, HEIGHT / 2), (0.0, 0.0, HEIGHT / 2), bevel=0.004, tile=0.3), _body(rng)),
            Visual(_burner(burner, centre), Material(texture=coil(), specular=0.5, shininess=0.5)),
        ),
        (slab((-x, -y, 0.0), (x, y, HEIGHT)), disc(burner, HEIGHT, HEIGHT + BURNER, centre)),
        mass=3.0,
        children=(_knob(knob),),
    )
    surface = Surface("cook_region", "", (*centre, HEIGHT + BURNER), (burner, burner), round=True)
    return measured("stove", "stove", root, True, surfaces=(surface,), articulations=(_turn(knob),))


def _body(rng: np.random.Generator) -> Material:
    if rng.random() < 0.6:
        return Material(texture=brushed(int(rng.integers(4))), specular=0.6, shininess=0.6)
    return Material((0.86, 0.86, 0.84, 1.0), specular=0.5, shininess=0.7)


def _burner(radius: float, centre: Place) -> Mesh:
    edge, top = radius + PAN, BURNER
    profile = [
        (0, 0),
        (edge, 0),
        (edge, 0.002),
        (radius, 0.002),
        (radius, top - 0.001),
        (radius - 0.001, top),
        (0, top),
    ]
    return moved(lathe(profile, 28, [0.0, 0.0, 0.02, 0.04, 0.06, 0.07, 1.0]), (*centre, HEIGHT))


def _knob(place: Place) -> Part:
    """Return the knob: a disc with an upright bar along y when off, as thick as `BAR`, to be taken from above."""
    bar = Collision("box", (BAR / 2, 0.019, KNOB / 2 - 0.004), (0.0, 0.0, KNOB / 2 + 0.004), friction=1.5)
    dark = merge(cylinder(0.021, 0.001, 0.009, 20, 0.0015), box(bar.size, bar.position, bevel=0.004))
    mark = box((0.0015, 0.007, 0.0003), (0.0, -0.011, KNOB + 0.0002))
    looks = (
        Visual(dark, Material((0.13, 0.13, 0.14, 1.0), specular=0.5, shininess=0.5)),
        Visual(mark, Material((0.95, 0.25, 0.15, 1.0))),
    )
    return Part(
        "knob",
        looks,
        (disc(0.018, 0.001, 0.009), bar),
        mass=0.05,
        position=(*place, HEIGHT),
        joint=Joint("hinge", (0.0, 0.0, 1.0), (-0.05, 2.1), damping=0.01, frictionloss=0.01, armature=0.001),
    )


def _turn(place: Place) -> Articulation:
    grips = tuple(Grasp("knob", (0.0, 0.0, KNOB - 0.010), DOWN, (s, 0.0, 0.0), BAR, "knob") for s in (1.0, -1.0))
    low, high = (place[0] - 0.021, place[1] - 0.021, HEIGHT), (place[0] + 0.021, place[1] + 0.021, HEIGHT + KNOB)
    return Articulation("", "knob", "knob", ON_AT, OFF_AT, grips, (0.0, 0.0, KNOB), (low, high))
