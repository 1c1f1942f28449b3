"""A stove-top coffee maker with eight sides, a handle at +x and a spout at -x, taken by the knob of its lid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .asset import Asset, Collision, Material, Mesh, Part, Visual
from .collisions import disc, slab
from .colours import COLOURS, shade
from .cookware import DARK, STEEL
from .grasps import around
from .measure import measured
from .mesh import cylinder, faceted, lathe, merge, tube
from .vessels import FIRM, spout, stacked

KNOB, TALL = 0.011, 0.022  # radius and height of the knob
REACH = 0.032  # of the handle beyond the lid
GRIP = 0.008  # half thickness of the handle
LID = 0.92  # share of the height at which the lid begins


def build(rng: np.random.Generator) -> Asset:
    """Draw a coffee maker: radius 36 to 41 mm, height 135 to 165 mm with its knob, steel or red."""
    radius, height = float(rng.uniform(0.036, 0.041)), float(rng.uniform(0.113, 0.143))
    waist, belt = radius * float(rng.uniform(0.70, 0.76)), height * float(rng.uniform(0.44, 0.50))
    base = STEEL if rng.random() < 0.7 else COLOURS["red"]
    metal = Material((*shade(base, rng), 1.0), specular=0.7, shininess=0.6)
    knob = cylinder(KNOB, height - 0.001, height + TALL, 12, bevel=0.003)
    dark = Material((*DARK, 1.0), specular=0.3)
    part = Part(
        "",
        (Visual(_body(radius, waist, belt, height), metal), Visual(merge(knob, _handle(radius, height)), dark)),
        _shapes(radius, waist, belt, height),
        mass=float(rng.uniform(0.25, 0.35)),
    )
    grasps = around(height + TALL - 0.012, 2 * KNOB)
    return measured("moka_pot", "moka pot", part, grasps=tuple(replace(grasp, kind="knob") for grasp in grasps))


def _shapes(radius: float, waist: float, belt: float, height: float) -> tuple[Collision, ...]:
    levels = (
        (0.97 * radius, 0.0, 0.45 * belt),
        (0.5 * (radius + waist), 0.45 * belt, belt),
        (waist, belt, 0.75 * height),
        (0.92 * radius, 0.75 * height, height),
    )
    knob = replace(disc(KNOB, height, height + TALL), friction=FIRM)
    grip = slab((0.95 * radius, -GRIP, 0.50 * height), (radius + REACH, GRIP, LID * height - 0.008))
    beak = slab((-1.30 * radius, -0.007, LID * height - 0.016), (-0.95 * radius, 0.007, LID * height))
    return (*stacked(levels), knob, grip, beak)


def _body(radius: float, waist: float, belt: float, height: float) -> Mesh:
    lid, top = 0.94 * radius, LID * height
    profile = [
        (0.0, 0.0), (radius, 0.0), (radius, 0.006), (waist, belt - 0.006), (waist + 0.004, belt - 0.003),
        (waist + 0.004, belt + 0.003), (waist, belt + 0.006), (lid, top), (lid + 0.002, top + 0.003),
        (0.4 * radius, height), (0.0, height),
    ]  # fmt: skip
    beak = spout((-0.6 * radius, 0.0, 0.72 * height), (-1.28 * radius, 0.0, top), 0.016, 0.006)
    return merge(faceted(lathe(profile, 8)), beak)


def _handle(radius: float, height: float) -> Mesh:
    out = radius + REACH - GRIP
    path = [(0.8 * radius, 0.0, 0.86 * height), (out - 0.004, 0.0, 0.87 * height), (out, 0.0, 0.82 * height)]
    return tube([*path, (out - 0.006, 0.0, 0.50 * height)], GRIP, 8)
