"""An open basket that things are dropped into."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Mesh, Part, Visual
from .measure import measured
from .mesh import box, merge
from .open_box import panels, room, walls
from .texture import CANES, weave

WALL = 0.007
FLOOR = 0.006
RIM = 0.010  # width and height of the rim


def build(rng: np.random.Generator) -> Asset:
    """Draw a basket: about 260 x 200 x 90 mm, woven of cane."""
    x, y, height = (float(rng.uniform(*limits)) for limits in ((0.122, 0.135), (0.096, 0.106), (0.080, 0.095)))
    cane = str(rng.choice(list(CANES)))
    shapes = panels(x, y, height, WALL, FLOOR)
    sides = merge(*(box(shape.size, shape.position, tile=0.10) for shape in shapes))
    edge = CANES[cane]
    dark = Material((edge[0] * 0.7, edge[1] * 0.7, edge[2] * 0.7, 1.0), specular=0.1)
    looks = (
        Visual(sides, Material(texture=weave(cane, int(rng.integers(4))), specular=0.1)),
        Visual(_rim(x, y, height), dark),
    )
    root = Part("", looks, shapes, mass=0.6)
    return measured(
        "basket",
        "basket",
        root,
        grasps=walls(x, y, height, WALL),
        cavities=(room(x, y, height, WALL, FLOOR),),
    )


def _rim(x: float, y: float, height: float) -> Mesh:
    half, z = RIM / 2, height - RIM / 2 + 0.002
    bars = []
    for sign in (1.0, -1.0):
        bars.append(box((x + 0.002, half, half), (0.0, sign * (y - WALL / 2), z), bevel=0.003))
        bars.append(box((half, y - half - 0.001, half), (sign * (x - WALL / 2), 0.0, z), bevel=0.003))
    return merge(*bars)
