"""A living room: a low table in front of a sofa."""

from __future__ import annotations

import numpy as np

from ..assets.asset import Material
from ..assets.texture import wood
from .bookcase import bookcase
from .covers import RUGS, drawn
from .decor import plant
from .lamps import lamps
from .room import carpeted, ground, wall
from .scene import Scene
from .sofa import sofa
from .stage import stage
from .tabletop import posts, table

TOP = 0.44  # height of the table
WALL, SOFA = -2.15, -1.30  # x of the wall and of the sofa's front, behind the robot
TABLES = ("oak boards", "beech boards", "teak boards", "pine boards", "oak wood", "sand marble", "rose marble")
FLOORS = ("oak floor", "ash floor", "walnut floor", "sand carpet", "grey carpet")
WALLS = ("white paint", "green paint", "ochre paint", "clay paint", "sand paper", "green paper")


def build(rng: np.random.Generator) -> Scene:
    """Draw a living room with a table of 1.0 x 1.2 m, 0.44 m high."""
    timber = Material(texture=wood(str(rng.choice(("oak", "walnut", "teak"))), 0), specular=0.15)
    side = float(rng.choice((-1.0, 1.0)))
    shelf = tuple(sorted((side * 0.66, side * 1.45)))
    parts = (
        table(TOP, drawn(rng, TABLES), posts(TOP, 0.035), timber),
        ground(drawn(rng, FLOORS)),
        wall(WALL, drawn(rng, WALLS), Material((0.80, 0.79, 0.76, 1.0))),
        carpeted(drawn(rng, tuple(RUGS)), (-1.75, 1.2), 1.15),
        sofa(rng, SOFA, -side * 0.26, 2, timber),
        bookcase(rng, "shelf", SOFA - 0.05, (shelf[0], shelf[1]), (0.06, 0.36, 0.66), timber),
        plant(rng, (SOFA - 0.18, side * 0.86), 0.7, 0.66),
    )
    return stage("living_room", TOP, parts, lamps(rng))
