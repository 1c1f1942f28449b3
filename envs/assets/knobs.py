"""Knobs that are taken from above and turned, on counter-clockwise seen from above."""

from __future__ import annotations

from .asset import Articulation, Collision, Grasp, Joint, Material, Part, Vec3, Visual
from .collisions import disc
from .grasps import DOWN
from .mesh import box, cylinder, merge

KNOB = 0.034  # height
BAR = 0.020  # thickness of the grip: robosuite's gripper holds thin things weakly
BASE = 0.021  # radius
ON_AT, OFF_AT = 0.5, 0.05


def knob(name: str, place: Vec3, segments: int = 20, reach: float = 0.019) -> Part:
    """Return a knob: a disc with an upright bar along y when off, as thick as `BAR`.

    Args:
        name: of the part.
        place: of its foot, in the asset's frame [m].
        segments: faces around the disc.
        reach: half the length of the bar [m].
    """
    bar = Collision("box", (BAR / 2, reach, KNOB / 2 - 0.004), (0.0, 0.0, KNOB / 2 + 0.004), friction=1.5)
    body = merge(cylinder(BASE, 0.001, 0.009, segments, 0.0015), box(bar.size, bar.position, bevel=0.004))
    mark = box((0.0015, 0.007, 0.0003), (0.0, 0.008 - reach, KNOB + 0.0002))
    looks = (
        Visual(body, Material((0.13, 0.13, 0.14, 1.0), specular=0.5, shininess=0.5)),
        Visual(mark, Material((0.95, 0.25, 0.15, 1.0))),
    )
    joint = Joint("hinge", (0.0, 0.0, 1.0), (-0.05, 2.1), damping=0.01, frictionloss=0.01, armature=0.001)
    return Part(name, looks, (disc(0.018, 0.001, 0.009), bar), mass=0.05, position=place, joint=joint)


def turning(name: str, knob: Part, reach: float = BASE) -> Articulation:
    """Return what tasks call `name`: a knob that needs no more room than a square of half width `reach` [m]."""
    x, y, z = knob.position
    grips = tuple(Grasp(knob.name, (0.0, 0.0, KNOB - 0.010), DOWN, (s, 0.0, 0.0), BAR, "knob") for s in (1.0, -1.0))
    low, high = (x - reach, y - reach, z), (x + reach, y + reach, z + KNOB)
    return Articulation(name, knob.name, "knob", ON_AT, OFF_AT, grips, (0.0, 0.0, KNOB), (low, high))
