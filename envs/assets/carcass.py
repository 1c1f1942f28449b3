"""The case of a piece of furniture, open to the front (-y)."""

from __future__ import annotations

from collections.abc import Sequence

from .asset import Collision, Mesh
from .collisions import slab
from .mesh import box, merge

PANEL = 0.012  # thickness of its boards


def carcass(x: float, y: float, height: float) -> tuple[Collision, ...]:
    """Return two sides, the back, the bottom and a top that stands over them, open to the front.

    Args:
        x: half width [m].
        y: half depth [m].
        height: over all [m].
    """
    return (
        slab((-x, -y, 0.0), (-x + PANEL, y, height - PANEL)),
        slab((x - PANEL, -y, 0.0), (x, y, height - PANEL)),
        slab((-x + PANEL, y - PANEL, 0.0), (x - PANEL, y, height - PANEL)),
        slab((-x + PANEL, -y, 0.0), (x - PANEL, y - PANEL, PANEL)),
        slab((-x - 0.004, -y - 0.004, height - PANEL), (x + 0.004, y + 0.004, height)),
    )


def carcass_mesh(boards: Sequence[Collision]) -> Mesh:
    """Return its look: upright grain on the sides, a rounded top with the grain along x."""
    *walls, top = boards
    boxes = [box(wall.size, wall.position, tile=0.3, grain=2) for wall in walls]
    return merge(*boxes, box(top.size, top.position, bevel=0.004, tile=0.3))
