"""A storage crate of slats, open on top."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Mesh, Part, Visual
from .collisions import slab
from .colours import Rgb
from .measure import measured
from .mesh import box, merge
from .open_box import panels, room, walls
from .texture import wood

WALL = 0.009
FLOOR = 0.006
GAP = 0.006  # between two slats
SLATS = 3
POST = 0.016  # width of the corner posts


def build(rng: np.random.Generator) -> Asset:
    """Draw a crate: about 240 x 190 x 85 mm, of pine, ash or painted wood."""
    x, y, height = (float(rng.uniform(*limits)) for limits in ((0.112, 0.126), (0.090, 0.102), (0.078, 0.092)))
    board, post = _paint(rng)
    looks = (Visual(_slats(x, y, height), board), Visual(_posts(x, y, height), post))
    return measured(
        "crate",
        "crate",
        Part("", looks, panels(x, y, height, WALL, FLOOR), mass=float(rng.uniform(0.45, 0.60))),
        grasps=walls(x, y, height, WALL),
        cavities=(room(x, y, height, WALL, FLOOR),),
    )


def _paint(rng: np.random.Generator) -> tuple[Material, Material]:
    seed = int(rng.integers(4))
    paints: tuple[Rgb, ...] = ((1.0, 1.0, 1.0), (0.62, 0.80, 0.90), (0.72, 0.86, 0.62))
    red, green, blue = paints[int(rng.integers(len(paints)))]
    grain = wood(str(rng.choice(["pine", "ash"])), seed)
    board = Material((red, green, blue, 1.0), grain, specular=0.1)
    return board, Material((0.62 * red, 0.62 * green, 0.62 * blue, 1.0), grain, specular=0.1)


def _slats(x: float, y: float, height: float) -> Mesh:
    pitch = (height - FLOOR) / SLATS
    pieces = [box((x - 0.001, y - 0.001, FLOOR / 2), (0.0, 0.0, FLOOR / 2), tile=0.2)]
    for level in range(SLATS):
        low = FLOOR + level * pitch
        for side in panels(x, y, pitch - GAP, WALL, 0.0)[1:]:
            place = (side.position[0], side.position[1], low + GAP + side.size[2])
            grain = int(side.size[1] > side.size[0])
            pieces.append(box(side.size, place, tile=0.2, grain=grain, shift=(0.31 * level, 0.17 * level)))
    return merge(*pieces)


def _posts(x: float, y: float, height: float) -> Mesh:
    posts = []
    for i in (1.0, -1.0):
        for j in (1.0, -1.0):
            a, b = sorted((i * (x + 0.0015), i * (x - POST))), sorted((j * (y + 0.0015), j * (y - WALL - 0.002)))
            post = slab((a[0], b[0], 0.001), (a[1], b[1], height + 0.001))
            posts.append(box(post.size, post.position, tile=0.2, grain=2))
    return merge(*posts)
