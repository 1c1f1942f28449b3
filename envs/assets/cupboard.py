"""A cupboard with a shelf behind two doors that open away from each other."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Cavity, Mesh, Part, Surface, Vec3, Visual
from .carcass import PANEL, carcass, carcass_mesh
from .collisions import slab
from .doors import Door
from .finishes import KINDS, Finish, finished
from .measure import measured
from .mesh import box, merge

__all__ = ["KINDS", "build"]

SIDES = (("left", 1.0), ("right", -1.0))  # and where their doors lie, seen from the hinge
THICK = 0.014  # of a door
SHELF = 0.010
INSET = 0.050  # of a handle: open fingers fit between the two


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a cupboard: about 370 x 180 x 300 mm, two doors, a shelf in the middle, its finish one of `KINDS`."""
    half = (rng.uniform(0.178, 0.192), rng.uniform(0.085, 0.094), rng.uniform(0.145, 0.155))
    x, y, z = (float(value) for value in half)
    kind, finish = finished(rng, kind)
    boards = carcass(x, y, 2 * z)
    shelf = slab((-x + PANEL, -y + 0.004, z - SHELF / 2), (x - PANEL, y - PANEL, z + SHELF / 2))
    doors = {side: _door(side, sign, (x, y, z)) for side, sign in SIDES}
    parts = {side: door.part(_looks(door, finish), mass=0.5) for side, door in doors.items()}
    looks = (
        Visual(carcass_mesh(boards), finish.body),
        Visual(merge(box(shelf.size, shelf.position, tile=0.3), _back((x, y, z))), finish.inside),
    )
    return measured(
        "cupboard",
        f"{kind} cupboard",
        Part("", looks, (*boards, shelf), mass=7.0, children=tuple(parts.values())),
        True,
        surfaces=(Surface("top_side", "", (0.0, 0.0, 2 * z), (x - 0.01, y - 0.01)),),
        cavities=_cavities((x, y, z)),
        articulations=tuple(door.articulation(f"{side}_region", parts[side]) for side, door in doors.items()),
        kind=kind,
    )


def _door(side: str, sign: float, half: Vec3) -> Door:
    x, y, z = half
    size = (x - 0.001, THICK, 2 * z - PANEL - 0.004)
    return Door(f"{side}_door", (-sign * x, -y, 0.002), sign, size, span=0.100, inset=INSET, level=0.60 * size[2])


def _looks(door: Door, finish: Finish) -> tuple[Visual, ...]:
    """Return the board with a frame of ledges around a sunken field."""
    width, _, height = door.size
    board, ledge, out = door.board, 0.026, 0.003
    rails = [(width / 2, height - ledge / 2), (width / 2, ledge / 2)]
    y = door.front - out / 2
    frame = [box((width / 2 - 0.001, out / 2, ledge / 2), (door.side * a, y, b), tile=0.3) for a, b in rails]
    frame += [
        box((ledge / 2, out / 2, height / 2 - ledge), (door.side * a, y, height / 2), tile=0.3, grain=2)
        for a in (ledge / 2 + 0.001, width - ledge / 2 - 0.001)
    ]
    face = box(board.size, board.position, tile=0.3, grain=2, shift=(0.31, 0.17 * door.side))
    return Visual(merge(face, *frame), finish.body), Visual(door.bar.mesh(), finish.metal)


def _back(half: Vec3) -> Mesh:
    """Return the lighter back that is seen through open doors."""
    x, y, z = half
    return box((x - PANEL, 0.0008, z - PANEL), (0.0, y - PANEL - 0.0008, z), tile=0.3)


def _cavities(half: Vec3) -> tuple[Cavity, ...]:
    """Return the room behind each door, below the shelf ('left_region') and on it ('left_top_region')."""
    x, y, z = half
    wide, deep, high = (x - PANEL) / 2, y - PANEL / 2, (z - PANEL - SHELF / 2) / 2
    return tuple(
        Cavity(name, "", (-sign * wide, -PANEL / 2, height), (wide, deep, high), (0.0, -1.0, 0.0))
        for side, sign in SIDES
        for name, height in ((f"{side}_region", PANEL + high), (f"{side}_top_region", z + SHELF / 2 + high))
    )
