"""A small sink: a tap whose lever on top is turned, over a basin."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Cavity, Collision, Material, Mesh, Part, Vec3, Visual
from .collisions import disc, slab
from .knobs import BASE, knob, turning
from .measure import measured
from .mesh import box, cylinder, merge, moved, tube
from .texture import brushed

WALL = 0.008
FLOOR = 0.006
DECK = 0.060  # depth of the ledge behind the basin, where the tap stands
PIPE = 0.010  # radius of the spout
LEVER = 0.034  # half length
POST = 0.017  # radius


def build(rng: np.random.Generator) -> Asset:
    """Draw a sink: about 270 x 250 x 60 mm, its tap 190 mm high; the lever turns on as a stove's knob does."""
    x, y, height = (float(rng.uniform(*limits)) for limits in ((0.126, 0.142), (0.118, 0.128), (0.052, 0.062)))
    top = float(rng.uniform(0.168, 0.188))  # of the post
    steel = Material(texture=brushed(int(rng.integers(4))), specular=0.6, shininess=0.6)
    basin = steel if rng.random() < 0.5 else Material((0.88, 0.87, 0.84, 1.0), specular=0.5, shininess=0.7)
    chrome = Material((0.80, 0.81, 0.83, 1.0), specular=0.9, shininess=0.8)
    back = y - DECK / 2
    lever = knob("lever", (0.0, back, top), 16, LEVER)
    half = (x, y, height)
    looks = (
        Visual(_basin(half), basin),
        Visual(_tap(height, top, back), chrome),
        Visual(_drain(half), Material((0.12, 0.12, 0.13, 1.0), specular=0.5)),
    )
    shapes = (*_walls(half), *_tap_shapes(height, top, back))
    deep = y - (DECK + WALL) / 2
    cavity = Cavity(
        "basin_region",
        "",
        (0.0, -(DECK - WALL) / 2, (height + FLOOR) / 2),
        (x - WALL, deep, (height - FLOOR) / 2),
    )
    return measured(
        "faucet",
        "faucet",
        Part("", looks, shapes, mass=5.0, children=(lever,)),
        True,
        cavities=(cavity,),
        articulations=(turning("", lever, max(LEVER, BASE) + 0.004),),
    )


def _walls(half: Vec3) -> tuple[Collision, ...]:
    """Return the floor, three walls and the ledge at the back."""
    x, y, height = half
    return (
        slab((-x, -y, 0.0), (x, y - DECK, FLOOR)),
        slab((-x, -y, FLOOR), (-x + WALL, y - DECK, height)),
        slab((x - WALL, -y, FLOOR), (x, y - DECK, height)),
        slab((-x + WALL, -y, FLOOR), (x - WALL, -y + WALL, height)),
        slab((-x, y - DECK, 0.0), (x, y, height)),
    )


def _basin(half: Vec3) -> Mesh:
    floor, *walls = _walls(half)
    return merge(
        box(floor.size, floor.position, tile=0.3),
        *(box(wall.size, wall.position, bevel=0.003, tile=0.3) for wall in walls),
    )


def _drain(half: Vec3) -> Mesh:
    return moved(cylinder(0.018, 0.0, 0.001, 14), (0.0, -DECK / 2, FLOOR))


def _tap(low: float, top: float, back: float) -> Mesh:
    """Return the post and the spout, which leaves it below the lever and bends down over the basin."""
    post = moved(cylinder(POST, low - 0.001, top, 14, 0.002), (0.0, back, 0.0))
    out = back - 0.105
    z = top - 0.030
    path = [(0.0, back, z), (0.0, out + 0.020, z), (0.0, out + 0.006, z - 0.006), (0.0, out, z - 0.020)]
    return merge(post, tube([*path, (0.0, out, z - 0.045)], PIPE, 8))


def _tap_shapes(low: float, top: float, back: float) -> tuple[Collision, ...]:
    out, z = back - 0.105, top - 0.030
    return (
        disc(POST, low, top, (0.0, back)),
        slab((-PIPE, out - PIPE, z - PIPE), (PIPE, back, z + PIPE)),
        slab((-PIPE, out - PIPE, z - 0.045), (PIPE, out + PIPE, z - PIPE)),
    )
