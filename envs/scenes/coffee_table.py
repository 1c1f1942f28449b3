"""A coffee table in front of a sideboard."""

from __future__ import annotations

import numpy as np

from ..assets.asset import Material, Mesh, Part, Visual
from ..assets.mesh import box, lathe, merge, moved
from ..assets.texture import wood
from .covers import RUGS, drawn, picked
from .decor import plant, pouf
from .lamps import lamps
from .room import carpeted, ground, wall
from .scene import Scene
from .stage import HALF, stage
from .tabletop import THICK, table

TOP = 0.38  # height of the table
WALL, SIDEBOARD = -1.80, -1.36  # x of the wall and of the sideboard's front, behind the robot
TABLES = ("teak boards", "beech wood", "sage terrazzo", "slate marble", "grey terrazzo", "blue tiles", "ash boards")
FLOORS = ("ash floor", "beech floor", "oak floor", "clay tiles", "grey concrete")
WALLS = ("grey paint", "blue paint", "clay paint", "white paint", "blue paper", "green paper")
DOORS = ((0.78, 0.76, 0.71), (0.40, 0.50, 0.54), (0.48, 0.55, 0.44), (0.66, 0.44, 0.34))


def build(rng: np.random.Generator) -> Scene:
    """Draw a room with a coffee table of 1.0 x 1.2 m, 0.38 m high, on four tapered legs with a shelf."""
    timber = Material(texture=wood(str(rng.choice(("oak", "walnut", "beech"))), int(rng.integers(4))), specular=0.15)
    side = float(rng.choice((-1.0, 1.0)))
    parts = (
        table(TOP, drawn(rng, TABLES), _legs(), timber, bevel=0.012),
        ground(drawn(rng, FLOORS)),
        wall(WALL, drawn(rng, WALLS), Material((0.78, 0.77, 0.74, 1.0))),
        carpeted(drawn(rng, tuple(RUGS)), (-1.25, 1.0), 0.95),
        _sideboard(rng, -side * 0.22, timber),
        pouf(rng, (-0.98, side * 0.74)),
        plant(rng, (SIDEBOARD - 0.05, side * 0.98), 1.1),
    )
    return stage("coffee_table", TOP, parts, lamps(rng))


def _legs() -> Mesh:
    """Return round legs and the shelf between them."""
    x, y = HALF[0] - 0.08, HALF[1] - 0.08
    leg = lathe([(0.0, 0.0), (0.018, 0.0), (0.032, TOP - THICK), (0.0, TOP - THICK)], 12)
    legs = [moved(leg, (i * x, j * y, 0.0)) for i in (-1, 1) for j in (-1, 1)]
    return merge(*legs, box((x, y, 0.012), (0.0, 0.0, 0.14), bevel=0.004, tile=0.6, grain=1))


def _sideboard(rng: np.random.Generator, y: float, timber: Material) -> Part:
    """Return a low sideboard with painted doors, on feet."""
    paint = picked(rng, DOORS)
    x, half = SIDEBOARD - 0.20, 0.78
    body = [box((0.20, half, 0.20), (x, y, 0.34), bevel=0.006, tile=0.6, grain=1)]
    body += [box((0.02, 0.02, 0.07), (x + i * 0.15, y + j * 0.66, 0.07)) for i in (-1, 1) for j in (-1, 1)]
    doors, knobs = [], []
    for index in range(4):
        middle = y + (index - 1.5) * 0.38
        doors.append(box((0.010, 0.178, 0.165), (SIDEBOARD, middle, 0.34), bevel=0.004))
        knobs.append(
            box((0.010, 0.010, 0.03), (SIDEBOARD + 0.02, middle + (0.14, -0.14)[index % 2], 0.36), bevel=0.004)
        )
    return Part(
        "sideboard",
        (
            Visual(merge(*body), timber),
            Visual(merge(*doors), Material((*paint, 1.0), specular=0.15)),
            Visual(merge(*knobs), Material((0.30, 0.28, 0.26, 1.0), specular=0.3)),
        ),
        (),
        mass=1.0,
    )
