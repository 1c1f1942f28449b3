"""Floor and walls of a room."""

from __future__ import annotations

from ..assets.asset import Material, Part, Visual
from ..assets.collisions import slab
from ..assets.mesh import box
from .covers import Cover

WIDE = 2.5  # half the side of a room [m]


def ground(cover: Cover, lowered: float = 0.0) -> Part:
    """Return the floor, its top at z = 0; it may look lower [m] where a rug lies on it."""
    shape = slab((-WIDE, -WIDE, -0.10), (WIDE, WIDE, 0.0))
    x, y, z = shape.position
    look = box(shape.size, (x, y, z - lowered), tile=cover.tile, grain=1)
    return Part("floor", (Visual(look, cover.material),), (shape,), mass=1.0)


def wall(x: float, cover: Cover, skirting: Material | None = None) -> Part:
    """Return the wall behind the robot, its front at `x` [m], with a skirting board if given one."""
    looks = [Visual(box((0.05, WIDE, 1.3), (x - 0.05, 0.0, 1.3), tile=cover.tile, grain=1), cover.material)]
    if skirting is not None:
        looks.append(Visual(box((0.012, WIDE, 0.05), (x + 0.012, 0.0, 0.05), bevel=0.005), skirting))
    return Part("wall", tuple(looks), (), mass=1.0)


def carpeted(cover: Cover, x: tuple[float, float], y: float, top: float = 0.008) -> Part:
    """Return a rug between two x and -y and y [m], seen up to `top`; nothing touches it."""
    middle, half = (x[0] + x[1]) / 2, ((x[1] - x[0]) / 2, y)
    whole = (0.0, 0.0, 1.0, 1.0)
    sides = dict.fromkeys(("right", "left", "back", "front", "bottom"), (0.01, 0.01, 0.02, 0.02))
    shape = box((*half, 0.004), (middle, 0.0, top - 0.004), windows={"top": whole, **sides})
    return Part("rug", (Visual(shape, cover.material),), (), mass=1.0)
