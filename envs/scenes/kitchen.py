"""A kitchen: a table in front of a counter with cupboards."""

from __future__ import annotations

import numpy as np

from ..assets.asset import Material, Mesh, Part, Visual
from ..assets.collisions import slab
from ..assets.mesh import box, merge, tube
from ..assets.texture import marble, planks, tiles, wood
from .scene import Camera, Light, Scene, look_at

TOP = 0.90  # height of the table
HALF = (0.50, 0.60)
THICK = 0.04
COUNTER = -1.15  # x of the cupboards' fronts, behind the robot
EYE = (0.66, 0.0, 1.64)  # sees the table up to x = 0.24 and the hand up to 0.4 m above it
DOOR = 0.50  # width of a cupboard's door
GAPS = (0.55, 0.55, 0.53)
PAINTS = ((0.30, 0.42, 0.45), (0.27, 0.35, 0.50), (0.45, 0.53, 0.44), (0.72, 0.70, 0.64))


def build(rng: np.random.Generator) -> Scene:
    """Draw a kitchen with a table of 1.0 x 1.2 m, 0.9 m high, in one of several woods or stones."""
    return Scene(
        name="kitchen",
        workspace="kitchen_table",
        origin=(0.0, 0.0, TOP),
        half=HALF,
        parts=(_table(rng), _floor(rng), _counter(rng)),
        lights=(
            Light((0.6, 1.0, 2.6), (-0.35, -0.55, -1.0), 0.55, True),
            Light((-0.6, -1.0, 2.2), (0.35, 0.55, -1.0), 0.18, False),
        ),
        cameras=(Camera("agentview", EYE, look_at(EYE, (-0.29, 0.0, TOP))),),
        robot_base=(-0.66, 0.0, TOP + 0.012),
        mount="RethinkMount",
    )


def _table(rng: np.random.Generator) -> Part:
    x, y = HALF
    kind, seed = str(rng.choice(["oak", "ash", "grey", "sand"])), int(rng.integers(4))
    picture = marble(kind, seed) if kind in ("grey", "sand") else planks(kind, seed)
    top = slab((-x, -y, TOP - THICK), (x, y, TOP))
    board = box(top.size, top.position, bevel=0.004, tile=0.8, grain=1)
    middle = (TOP - THICK) / 2
    places = [(i * (x - 0.05), j * (y - 0.05), middle) for i in (-1, 1) for j in (-1, 1)]
    legs = merge(*(box((0.03, 0.03, middle), place, tile=0.5, grain=2) for place in places))
    looks = (Visual(board, Material(texture=picture, specular=0.12)), Visual(legs, Material(texture=wood("walnut", 0))))
    return Part("table", looks, (top,), mass=30.0)


def _floor(rng: np.random.Generator) -> Part:
    shape = slab((-2.5, -2.5, -0.10), (2.5, 2.5, 0.0))
    picture = tiles((0.52, 0.51, 0.49), int(rng.integers(4)))
    look = Visual(box(shape.size, shape.position, tile=1.6), Material(texture=picture, specular=0.1))
    return Part("floor", (look,), (shape,), mass=1.0)


def _counter(rng: np.random.Generator) -> Part:
    """Return the backdrop: cupboards with doors, a worktop, a tiled wall; out of reach, so nothing collides."""
    paint = PAINTS[int(rng.integers(len(PAINTS)))]
    seed = int(rng.integers(4))
    carcass = box((0.28, 2.4, 0.44), (COUNTER - 0.30, 0.0, 0.44))
    doors, handles = _doors()
    top = box((0.32, 2.4, 0.02), (COUNTER - 0.30, 0.0, 0.90), bevel=0.004, tile=0.9)
    wall = box((0.05, 2.5, 1.3), (COUNTER - 0.65, 0.0, 1.3), tile=0.8)
    return Part(
        "counter",
        (
            Visual(carcass, Material((*GAPS, 1.0))),
            Visual(doors, Material((*paint, 1.0), specular=0.2)),
            Visual(handles, Material((0.72, 0.72, 0.73, 1.0), specular=0.6)),
            Visual(top, Material((0.60, 0.58, 0.56, 1.0), marble("grey", 0), specular=0.3, shininess=0.5)),
            Visual(wall, Material(texture=tiles((0.80, 0.79, 0.75), seed, (8, 4)), specular=0.3)),
        ),
        (),
        mass=1.0,
    )


def _doors() -> tuple[Mesh, Mesh]:
    front, doors, handles = COUNTER - 0.01, [], []
    for i in range(-3, 3):
        y = (i + 0.5) * DOOR
        doors.append(box((0.012, DOOR / 2 - 0.012, 0.40), (front, y, 0.45), bevel=0.006))
        side = y + (0.19 if i % 2 else -0.19)
        path = [(front + 0.01, side, 0.62), (front + 0.045, side, 0.63), (front + 0.045, side, 0.79)]
        handles.append(tube([*path, (front + 0.01, side, 0.80)], 0.007, segments=6))
    return merge(*doors), merge(*handles)
