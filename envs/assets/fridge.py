"""A small fridge: one door hinged at the right, two shelves behind it."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Cavity, Material, Part, Surface, Vec3, Visual
from .collisions import slab
from .doors import Door
from .enamel import KINDS, Enamel, enamelled
from .linings import lining, pane
from .measure import measured
from .mesh import box, merge

__all__ = ["KINDS", "build"]

WALL = 0.012
THICK = 0.022  # of the door
SHELF = 0.006
RIM = 0.014  # width of the rim that holds things in the door


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a fridge: about 255 x 180 x 310 mm and 75 mm of door and handle, one of `KINDS`."""
    half = (rng.uniform(0.124, 0.134), rng.uniform(0.085, 0.094), rng.uniform(0.151, 0.159))
    x, y, z = (float(value) for value in half)
    kind, enamel = enamelled(rng, kind)
    size = (2 * x, THICK, 2 * z - 0.006)
    door = Door("door", (x, -y, 0.004), -1.0, size, span=0.130, inset=0.026, level=0.58 * 2 * z)
    part = door.part(_door_looks(door, enamel), mass=0.9)
    shelf = slab((-x + WALL, -y + 0.006, z - SHELF / 2), (x - WALL, y - WALL, z + SHELF / 2))
    walls = (
        slab((-x, -y, 0.0), (-x + WALL, y, 2 * z)),
        slab((x - WALL, -y, 0.0), (x, y, 2 * z)),
        slab((-x + WALL, y - WALL, 0.0), (x - WALL, y, 2 * z)),
        slab((-x + WALL, -y, 0.0), (x - WALL, y - WALL, WALL)),
        slab((-x + WALL, -y, 2 * z - WALL), (x - WALL, y - WALL, 2 * z)),
    )
    cavities = _cavities((x, y, z))
    looks = (
        Visual(merge(*(box(wall.size, wall.position, bevel=0.003, tile=0.3, grain=2) for wall in walls)), enamel.case),
        Visual(merge(*map(lining, cavities)), enamel.inside),
        Visual(box(shelf.size, shelf.position), Material((0.60, 0.68, 0.70, 1.0), specular=0.7, shininess=0.7)),
    )
    return measured(
        "fridge",
        f"{kind} fridge",
        Part("", looks, (*walls, shelf), mass=12.0, children=(part,)),
        True,
        surfaces=(Surface("top_side", "", (0.0, 0.0, 2 * z), (x - 0.01, y - 0.01)),),
        cavities=cavities,
        articulations=(door.articulation("", part),),
        kind=kind,
    )


def _cavities(half: Vec3) -> tuple[Cavity, ...]:
    x, y, z = half
    high = (z - WALL - SHELF / 2) / 2
    size = (x - WALL, y - WALL / 2, high)
    levels = (("bottom", WALL + high), ("top", z + SHELF / 2 + high))
    return tuple(Cavity(f"{name}_region", "", (0.0, -WALL / 2, low), size, (0.0, -1.0, 0.0)) for name, low in levels)


def _door_looks(door: Door, enamel: Enamel) -> tuple[Visual, ...]:
    """Return the front with a groove below a freezer's front and a badge, the light inside, and the handle."""
    width, _, height = door.size
    board = door.board
    left, right = -width, -0.001
    groove = pane((left + 0.001, right - 0.001), door.front, (0.80 * height, 0.80 * height + 0.005))
    badge = pane((left + 0.40 * width, right - 0.40 * width), door.front, (0.88 * height, 0.88 * height + 0.012))
    inner = box((width / 2 - RIM, 0.0015, height / 2 - RIM), (-width / 2, -0.0006, height / 2))
    return (
        Visual(box(board.size, board.position, bevel=0.006, tile=0.3, grain=2), enamel.case),
        Visual(inner, enamel.inside),
        Visual(merge(groove, badge, door.bar.mesh()), enamel.grip),
    )
