"""Furniture of boards that are seen as they collide."""

from __future__ import annotations

from collections.abc import Iterable

from .asset import Collision, Mesh
from .mesh import box, merge

EDGE = 0.002  # rounding [m]
TILE = 0.3  # length of one repeat of the wood [m]


def boards(shapes: Iterable[Collision], grain: int | None = None) -> Mesh:
    """Return boxes as large as collision shapes, each from another place of the wood.

    Args:
        shapes: upright boxes.
        grain: axis (0, 1, 2) that the grain runs along; the longer of x and y if left out.
    """
    pieces = []
    for index, shape in enumerate(shapes):
        axis = int(shape.size[1] > shape.size[0]) if grain is None else grain
        shift = (0.29 * index, 0.37 * index)
        pieces.append(box(shape.size, shape.position, bevel=EDGE, tile=TILE, grain=axis, shift=shift))
    return merge(*pieces)
