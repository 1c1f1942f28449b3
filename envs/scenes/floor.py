"""The floor of a room: things stand on it, or on the rug that lies there."""

from __future__ import annotations

import numpy as np

from ..assets.asset import Material
from ..assets.texture import wood
from .bookcase import bookcase
from .covers import RUGS, drawn
from .decor import hamper, plant, pouf
from .lamps import lamps
from .room import carpeted, ground, wall
from .scene import Scene
from .stage import stage

WALL = -1.62  # x of the wall, behind the robot
RUG = 0.004  # how much higher than the floor around it a rug is [m]
FLOORS = ("oak floor", "ash floor", "walnut floor", "teak floor", "sand carpet", "blue carpet", "green carpet")
WALLS = ("white paint", "blue paint", "green paint", "ochre paint", "sand paper")


def build(rng: np.random.Generator) -> Scene:
    """Draw a room with the workspace on its floor: boards, a carpet, or a rug over boards, its top at z = 0."""
    timber = Material(texture=wood(str(rng.choice(("oak", "pine", "walnut"))), 0), specular=0.15)
    side = float(rng.choice((-1.0, 1.0)))
    floor = drawn(rng, FLOORS)
    with_rug = rng.random() < 0.5
    rug = (carpeted(drawn(rng, tuple(RUGS)), (-1.05, 0.95), 0.85, top=0.0),) if with_rug else ()
    parts = (
        ground(floor, RUG if with_rug else 0.0),
        *rug,
        wall(WALL, drawn(rng, WALLS), Material((0.80, 0.79, 0.76, 1.0))),
        bookcase(rng, "shelf", -1.25, (-side * 0.55 - 0.42, -side * 0.55 + 0.42), (0.04, 0.34, 0.64), timber),
        pouf(rng, (-1.24, side * 0.42), 0.20),
        hamper(rng, (-1.10, side * 0.86), (0.15, 0.20, 0.13)),
        plant(rng, (-1.30, side * 1.15), 0.9),
    )
    return stage("floor", 0.0, parts, lamps(rng))
