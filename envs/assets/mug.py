"""A mug with a handle at +x, taken by its rim."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Grasp, Mesh, Part, Visual
from .collisions import disc, ring, slab
from .colours import COLOURS
from .crockery import glazed
from .grasps import rim
from .measure import measured
from .mesh import lathe, merge, tube

KINDS = tuple(COLOURS)
WALL = 0.005
BOXES = 8
REACH = 0.028  # of the handle beyond the wall
DEPTH = 0.015  # of the finger tips below the lip


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a mug: radius 37 to 41 mm, height 80 to 95 mm, one glaze."""
    radius, height = float(rng.uniform(0.037, 0.041)), float(rng.uniform(0.080, 0.095))
    kind, material = glazed(rng, ("plain", "lined", "lined", "striped"), kind)
    middle = radius - WALL / 2
    handle = slab((radius - WALL, -0.005, 0.25 * height), (radius + REACH, 0.005, 0.80 * height))
    wall = ring((middle, WALL), (middle, height), WALL + 0.001, BOXES)
    root = Part(
        "",
        (Visual(merge(_cup(radius, height), _handle(radius, height)), material),),
        (disc(radius - WALL / 2, 0.0, WALL), *wall, handle),
        mass=0.2,
    )
    grasps = rim(middle, height - DEPTH, WALL, free=float(np.radians(40))) + _by_handle(radius, height)
    return measured("mug", f"{kind} mug", root, grasps=grasps, kind=kind)


def _by_handle(radius: float, height: float) -> tuple[Grasp, ...]:
    """Return grasps of the handle by a lying hand."""
    place = (radius + 0.018, 0.0, 0.525 * height)
    return tuple(Grasp("", place, (-1.0, 0.0, 0.0), (0.0, sign, 0.0), 0.010, "bar") for sign in (1.0, -1.0))


def _cup(radius: float, height: float) -> Mesh:
    inner = radius - WALL
    outside = [(0.0, 0.0), (radius - 0.004, 0.0), (radius, 0.005), (radius, height - 0.002)]
    lip = (radius - WALL / 2, height)
    inside = [(inner, height - 0.002), (inner, WALL + 0.006), (inner - 0.006, WALL)]
    return lathe([*outside, lip, *inside, (0.0, WALL)], 24, [0.0, 0.04, 0.08, 0.48, 0.5, 0.52, 0.9, 0.92, 1.0])


def _handle(radius: float, height: float) -> Mesh:
    angles = np.linspace(np.pi / 2, -np.pi / 2, 8)
    reach = REACH - 0.004
    arc = [(radius - 0.002 + reach * np.cos(a), 0.0, height * (0.525 + 0.24 * np.sin(a))) for a in angles]
    return tube(
        [(radius - 0.003, 0.0, arc[0][2]), *arc, (radius - 0.003, 0.0, arc[-1][2])], 0.0042, 8, squash=1.3, v=0.12
    )
