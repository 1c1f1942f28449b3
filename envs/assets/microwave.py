"""A microwave oven: a door hinged at the left, a window in it, keys beside it; a mug fits inside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .asset import Asset, Cavity, Collision, Material, Part, Surface, Visual
from .collisions import slab
from .doors import Door
from .enamel import KINDS, Enamel, enamelled
from .linings import lining, pane
from .measure import measured
from .mesh import box, cylinder, merge, moved
from .texture import keypad

__all__ = ["KINDS", "build"]

WALL = 0.010
KEYS = 0.056  # width of the column of keys
THICK = 0.016  # of the door


@dataclass(frozen=True)
class _Sizes:
    """Half width, half depth of the case without its door, and height [m]."""

    x: float
    y: float
    height: float

    @property
    def right(self) -> float:
        """Where the door ends and the column of keys begins."""
        return self.x - KEYS


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a microwave oven: about 320 x 190 x 235 mm and 60 mm of door and handle, one of `KINDS`."""
    sizes = _Sizes(rng.uniform(0.155, 0.168), rng.uniform(0.091, 0.099), rng.uniform(0.228, 0.242))
    kind, enamel = enamelled(rng, kind)
    hinge, size = (-sizes.x, -sizes.y, 0.003), (sizes.x + sizes.right - 0.002, THICK, sizes.height - 0.006)
    door = Door("door", hinge, 1.0, size, span=0.110, inset=0.022, level=0.56 * sizes.height)
    part = door.part(_door_looks(door, enamel), mass=0.6)
    cavity = _cavity(sizes)
    root = Part("", _case_looks(sizes, cavity, enamel, int(rng.integers(4))), _case(sizes), mass=8.0, children=(part,))
    top = Surface("top_side", "", (0.0, 0.0, sizes.height), (sizes.x - 0.01, sizes.y - 0.01))
    return measured(
        "microwave",
        f"{kind} microwave",
        root,
        True,
        surfaces=(top,),
        cavities=(cavity,),
        articulations=(door.articulation("", part),),
        kind=kind,
    )


def _case(sizes: _Sizes) -> tuple[Collision, ...]:
    """Return the column of keys, the left wall, the back, the floor and the top."""
    x, y, right, height = sizes.x, sizes.y, sizes.right, sizes.height
    return (
        slab((right, -y - THICK, 0.0), (x, y, height)),
        slab((-x, -y, 0.0), (-x + WALL, y, height)),
        slab((-x + WALL, y - WALL, 0.0), (right, y, height)),
        slab((-x + WALL, -y, 0.0), (right, y - WALL, WALL)),
        slab((-x + WALL, -y, height - WALL), (right, y - WALL, height)),
    )


def _cavity(sizes: _Sizes) -> Cavity:
    left, right = -sizes.x + WALL, sizes.right
    half = ((right - left) / 2, sizes.y - WALL / 2, sizes.height / 2 - WALL)
    return Cavity("heating_region", "", ((left + right) / 2, -WALL / 2, sizes.height / 2), half, (0.0, -1.0, 0.0))


def _case_looks(sizes: _Sizes, cavity: Cavity, enamel: Enamel, seed: int) -> tuple[Visual, ...]:
    shell = merge(*(box(shape.size, shape.position, bevel=0.003, tile=0.3) for shape in _case(sizes)))
    keys = pane((sizes.right + 0.005, sizes.x - 0.005), -sizes.y - THICK, (0.012, sizes.height - 0.012))
    x, y, _ = cavity.position
    plate = moved(cylinder(min(cavity.half[:2]) - 0.012, 0.0, 0.003, 20), (x, y, WALL + 0.0005))
    return (
        Visual(shell, enamel.case),
        Visual(lining(cavity), enamel.inside),
        Visual(keys, Material(texture=keypad(seed), specular=0.4)),
        Visual(plate, Material((0.62, 0.66, 0.67, 1.0), specular=0.7, shininess=0.7)),
    )


def _door_looks(door: Door, enamel: Enamel) -> tuple[Visual, ...]:
    width, _, height = door.size
    board = door.board
    window = pane((0.020, width - 0.046), door.front, (0.024, height - 0.024))
    behind = box((width / 2 - 0.022, 0.0005, height / 2 - 0.022), (width / 2, -0.0005, height / 2))
    return (
        Visual(box(board.size, board.position, bevel=0.004, tile=0.3), enamel.case),
        Visual(merge(window, behind), enamel.window),
        Visual(door.bar.mesh(), enamel.grip),
    )
