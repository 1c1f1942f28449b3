"""An open basket that things are dropped into."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Cavity, Grasp, Material, Part, Visual
from .collisions import slab
from .grasps import DOWN
from .measure import measured
from .mesh import box, merge

WALL = 0.007
FLOOR = 0.006


def build(rng: np.random.Generator) -> Asset:
    """Draw a basket: about 260 x 200 x 90 mm, woven."""
    x, y, height = rng.uniform(0.122, 0.135), rng.uniform(0.096, 0.106), rng.uniform(0.080, 0.095)
    panels = [
        ((-x, -y, FLOOR + 0.001), (-x + WALL, y, height)),
        ((x - WALL, -y, FLOOR + 0.001), (x, y, height)),
        ((-x + WALL, -y, FLOOR + 0.001), (x - WALL, -y + WALL, height)),
        ((-x + WALL, y - WALL, FLOOR + 0.001), (x - WALL, y, height)),
    ]
    shapes = (slab((-x, -y, 0.0), (x, y, FLOOR)), *(slab(low, high) for low, high in panels))
    meshes = [box(shape.size, shape.position) for shape in shapes]
    root = Part("", (Visual(merge(*meshes), Material((0.62, 0.50, 0.34, 1.0))),), shapes, mass=0.6)
    cavity = Cavity("contain_region", "", (0.0, 0.0, (FLOOR + height) / 2), (x - WALL, y - WALL, (height - FLOOR) / 2))
    return measured("basket", "basket", root, grasps=_grasps(x, y, height), cavities=(cavity,))


def _grasps(x: float, y: float, height: float) -> tuple[Grasp, ...]:
    across = [((0.0, sign * (y - WALL / 2)), (0.0, sign, 0.0)) for sign in (1.0, -1.0)]
    along = [((sign * (x - WALL / 2), 0.0), (sign, 0.0, 0.0)) for sign in (1.0, -1.0)]
    return tuple(Grasp("", (*place, height - 0.015), DOWN, close, WALL, "rim") for place, close in (*across, *along))
