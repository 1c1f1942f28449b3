"""Tables: a board that collides, on legs that do not."""

from __future__ import annotations

from ..assets.asset import Material, Mesh, Part, Visual
from ..assets.collisions import slab
from ..assets.mesh import box, merge
from .covers import Cover
from .stage import HALF

THICK = 0.04


def table(height: float, cover: Cover, legs: Mesh, legs_material: Material, bevel: float = 0.004) -> Part:
    """Return a table whose top of 1.0 x 1.2 m is at a height [m]; the grain of its wood runs along y."""
    x, y = HALF
    top = slab((-x, -y, height - THICK), (x, y, height))
    board = box(top.size, top.position, bevel=bevel, tile=cover.tile, grain=1)
    return Part("table", (Visual(board, cover.material), Visual(legs, legs_material)), (top,), mass=30.0)


def posts(height: float, half: float, inset: float = 0.05) -> Mesh:
    """Return four square legs, `2 half` thick, so far in from the table's edges [m]."""
    return merge(*(box((half, half, middle := (height - THICK) / 2), (x, y, middle), tile=0.5, grain=2)
                   for x, y in _corners(inset)))  # fmt: skip


def panels(height: float, thick: float = 0.03) -> Mesh:
    """Return two boards that the top rests on, left and right, and one at the back."""
    x, y = HALF
    middle = (height - THICK) / 2
    sides = [box((x - 0.06, thick / 2, middle), (0.0, side * (y - 0.06), middle), grain=2) for side in (-1, 1)]
    return merge(*sides, box((thick / 2, y - 0.08, middle * 0.7), (-x + 0.12, 0.0, middle * 1.3), grain=1))


def _corners(inset: float) -> list[tuple[float, float]]:
    x, y = HALF
    return [(i * (x - inset), j * (y - inset)) for i in (-1, 1) for j in (-1, 1)]
