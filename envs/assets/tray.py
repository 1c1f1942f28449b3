"""A low wooden tray, wide enough for two bowls."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Mesh, Part, Surface, Visual
from .boards import boards
from .finishes import finished
from .measure import measured
from .mesh import box, merge
from .open_box import panels, room, walls

WALL = 0.010
FLOOR = 0.007


def build(rng: np.random.Generator) -> Asset:
    """Draw a tray: about 330 x 200 x 36 mm."""
    x, y, height = (float(rng.uniform(*limits)) for limits in ((0.158, 0.174), (0.092, 0.106), (0.032, 0.040)))
    _, finish = finished(rng)
    shapes = panels(x, y, height, WALL, FLOOR)
    floor, *sides = shapes
    looks = (
        Visual(box(floor.size, floor.position, tile=0.3), finish.inside),
        Visual(boards(sides), finish.body),
        Visual(_slots(x, height), Material((0.10, 0.08, 0.07, 1.0), specular=0.0)),
    )
    inside = (x - WALL, y - WALL)
    return measured(
        "tray",
        "tray",
        Part("", looks, shapes, mass=float(rng.uniform(0.35, 0.50))),
        grasps=walls(x, y, height, WALL, depth=0.013),
        surfaces=(Surface("", "", (0.0, 0.0, FLOOR), inside),),
        cavities=(room(x, y, height, WALL, FLOOR),),
    )


def _slots(x: float, height: float) -> Mesh:
    """Return the two slots to put the fingers through, as dark marks on both sides of the short walls."""
    slot = (WALL / 2 + 0.0006, 0.034, 0.005)
    return merge(*(box(slot, (sign * (x - WALL / 2), 0.0, 0.62 * height)) for sign in (1.0, -1.0)))
