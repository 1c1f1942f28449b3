"""A kitchen: a table in front of a counter with cupboards."""

from __future__ import annotations

import numpy as np

from ..assets.asset import Material, Mesh, Part, Visual
from ..assets.mesh import box, merge, tube
from ..assets.texture import marble, tiles, wood
from .covers import drawn, picked
from .lamps import lamps
from .room import ground
from .scene import Scene
from .stage import MOUNT, stage
from .tabletop import posts, table

TOP = 0.90  # height of the table
COUNTER = -1.15  # x of the cupboards' fronts, behind the robot
DOOR = 0.50  # width of a cupboard's door
GAPS = (0.55, 0.55, 0.53)
PAINTS = (
    (0.64, 0.40, 0.33), (0.32, 0.42, 0.58), (0.52, 0.61, 0.50), (0.78, 0.76, 0.70), (0.36, 0.50, 0.54),
    (0.74, 0.63, 0.44),
)  # fmt: skip
TILES = ((0.80, 0.79, 0.75), (0.62, 0.70, 0.70), (0.74, 0.66, 0.56))
WORKTOPS = ((0.66, 0.64, 0.62), (0.92, 0.90, 0.86), (0.42, 0.42, 0.44))
TABLES = (
    "sage marble", "ash boards", "beech boards", "grey marble", "sand marble", "oak boards", "rose terrazzo",
    "cream tiles",
)  # fmt: skip
FLOORS = ("grey tiles", "clay tiles", "slate tiles")


def build(rng: np.random.Generator) -> Scene:
    """Draw a kitchen with a table of 1.0 x 1.2 m, 0.9 m high, in one of several woods or stones."""
    legs = Material(texture=wood("walnut", 0))
    return stage(
        "kitchen",
        TOP,
        (table(TOP, drawn(rng, TABLES), posts(TOP, 0.03), legs), ground(drawn(rng, FLOORS)), _counter(rng)),
        lamps(rng),
        mount=MOUNT,
    )


def _counter(rng: np.random.Generator) -> Part:
    """Return the backdrop: cupboards with doors, a worktop, a tiled wall; out of reach, so nothing collides."""
    paint = picked(rng, PAINTS)
    stone = Material((*picked(rng, WORKTOPS), 1.0), marble("grey", 0), specular=0.3, shininess=0.5)
    tiled = Material(texture=tiles(picked(rng, TILES), int(rng.integers(4)), (8, 4)), specular=0.3)
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
            Visual(top, stone),
            Visual(wall, tiled),
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
