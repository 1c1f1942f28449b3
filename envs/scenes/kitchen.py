"""A kitchen: a table in front of a counter with cupboards."""

from __future__ import annotations

import numpy as np

from ..assets.asset import Material, Part, Vec3, Visual
from ..assets.collisions import slab
from ..assets.mesh import box, merge
from .scene import Camera, Light, Scene

TOP = 0.90  # height of the table
HALF = (0.50, 0.60)
THICK = 0.04
COUNTER = -1.25  # x of the cupboards' fronts, behind the robot


def build(rng: np.random.Generator) -> Scene:
    """Draw a kitchen with a table of 1.0 x 1.2 m, 0.9 m high."""
    return Scene(
        name="kitchen",
        workspace="kitchen_table",
        origin=(0.0, 0.0, TOP),
        half=HALF,
        parts=(_table(), _floor(), _counter()),
        lights=(
            Light((0.6, 1.0, 2.6), (-0.35, -0.55, -1.0), 0.55, True),
            Light((-0.6, -1.0, 2.2), (0.35, 0.55, -1.0), 0.18, False),
        ),
        cameras=(Camera("agentview", (0.62, 0.0, 1.50), (0.6380177, 0.3048498, 0.3048498, 0.6380177)),),
        robot_base=(-0.66, 0.0, TOP + 0.012),
        mount="RethinkMount",
    )


def _table() -> Part:
    x, y = HALF
    top = slab((-x, -y, TOP - THICK), (x, y, TOP))
    legs = [
        box((0.03, 0.03, (TOP - THICK) / 2), (i * (x - 0.05), j * (y - 0.05), (TOP - THICK) / 2))
        for i in (-1, 1)
        for j in (-1, 1)
    ]
    wood = Material((0.80, 0.66, 0.48, 1.0), specular=0.1)
    board = box(top.size, top.position, bevel=0.004)
    return Part("table", (Visual(board, wood), Visual(merge(*legs), Material((0.3, 0.3, 0.3, 1.0)))), (top,), 30.0)


def _floor() -> Part:
    half: Vec3 = (2.5, 2.5, 0.05)
    shape = slab((-2.5, -2.5, -0.10), (2.5, 2.5, 0.0))
    return Part("floor", (Visual(box(half, (0.0, 0.0, -0.05)), Material((0.55, 0.54, 0.52, 1.0))),), (shape,), 1.0)


def _counter() -> Part:
    cupboard = box((0.30, 2.4, 0.44), (COUNTER - 0.30, 0.0, 0.44))
    top = box((0.32, 2.4, 0.02), (COUNTER - 0.30, 0.0, 0.90), bevel=0.004)
    wall = box((0.05, 2.5, 1.3), (COUNTER - 0.65, 0.0, 1.3))
    return Part(
        "counter",
        (
            Visual(cupboard, Material((0.20, 0.25, 0.27, 1.0))),
            Visual(top, Material((0.15, 0.15, 0.16, 1.0))),
            Visual(wall, Material((0.75, 0.74, 0.70, 1.0))),
        ),
        (),
        1.0,
    )
