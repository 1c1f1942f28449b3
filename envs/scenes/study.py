"""A study: a desk in front of a bookcase and a board."""

from __future__ import annotations

import numpy as np

from ..assets.asset import Material, Part, Visual
from ..assets.mesh import box, merge
from ..assets.texture import plaster, wood
from .bookcase import bookcase
from .covers import drawn, picked
from .lamps import lamps
from .room import ground, wall
from .scene import Scene
from .stage import stage
from .tabletop import panels, table

TOP = 0.76  # height of the desk
WALL = -1.48
FRONT = -1.18  # x of the bookcase's front, behind the robot
DESKS = ("oak wood", "teak wood", "beech wood", "cherry wood", "teak boards", "blue laminate", "mint laminate")
FLOORS = ("walnut floor", "oak floor", "blue carpet", "green carpet", "grey carpet")
WALLS = ("white paint", "blue paint", "green paint", "ochre paint", "blue paper", "sand paper")
TIMBERS = ("oak", "walnut", "cherry", "teak")
BOARDS = ((0.22, 0.34, 0.29), (0.26, 0.28, 0.31), (0.70, 0.54, 0.36))  # slate green, slate, cork
NOTES = ((0.86, 0.84, 0.76), (0.84, 0.74, 0.42), (0.62, 0.74, 0.80), (0.80, 0.56, 0.52))


def build(rng: np.random.Generator) -> Scene:
    """Draw a study with a desk of 1.0 x 1.2 m, 0.76 m high; books on one side of the robot, a board on the other."""
    timber = Material(texture=wood(str(rng.choice(TIMBERS)), int(rng.integers(4))), specular=0.15)
    side = float(rng.choice((-1.0, 1.0)))
    span = sorted((-side * 0.02, side * 1.10))
    parts = (
        table(TOP, drawn(rng, DESKS), panels(TOP), timber),
        ground(drawn(rng, FLOORS)),
        wall(WALL, drawn(rng, WALLS)),
        bookcase(rng, "bookcase", FRONT, (span[0], span[1]), (0.10, 0.42, 0.74, 1.06), timber),
        _board(rng, -side * 0.62, timber),
        bookcase(rng, "low_bookcase", FRONT - 0.04, (-side * 0.62 - 0.55, -side * 0.62 + 0.55), (0.10, 0.46), timber),
    )
    return stage("study", TOP, parts, lamps(rng))


def _board(rng: np.random.Generator, y: float, timber: Material) -> Part:
    """Return a framed board on the wall, with a few notes."""
    colour = picked(rng, BOARDS)
    x, z, half, high = WALL + 0.02, 0.98, 0.50, 0.36
    frame = [box((0.02, half, 0.02), (x, y, z + i * high), bevel=0.005, grain=1) for i in (-1, 1)]
    frame += [box((0.02, 0.02, high), (x, y + i * half, z), bevel=0.005, grain=2) for i in (-1, 1)]
    notes = []
    for index, ink in enumerate(NOTES):
        spot = (x + 0.008, y - 0.33 + 0.22 * index + rng.uniform(-0.04, 0.04), z - 0.17 + rng.uniform(-0.06, 0.10))
        notes.append(
            Visual(box((0.002, rng.uniform(0.05, 0.08), rng.uniform(0.06, 0.09)), spot), Material((*ink, 1.0)))
        )
    panel = Visual(box((0.006, half, high), (x, y, z), tile=0.4), Material((*colour, 1.0), plaster(1), specular=0.05))
    return Part("board", (panel, Visual(merge(*frame), timber), *notes), (), mass=1.0)
