"""A chest whose lid is hinged at the back and opens upwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .asset import Articulation, Asset, Cavity, Collision, Joint, Mesh, Part, Visual
from .collisions import slab
from .doors import CLOSE_AT, GAP, OPEN_AT, swept
from .finishes import KINDS, Finish, finished
from .handles import SHORT, Bar, X, Z
from .measure import measured
from .mesh import box, merge

__all__ = ["KINDS", "build"]

WALL = 0.010
LID = 0.022  # thickness
UP = 1.75  # how far the lid opens [rad]
BAND = 0.011  # half width of the iron bands
PLATE = 0.002  # their thickness


@dataclass(frozen=True)
class _Sizes:
    """Half width, half depth, and height without the lid [m]."""

    x: float
    y: float
    height: float

    @property
    def bands(self) -> tuple[float, float]:
        """Where the iron bands are."""
        return -0.62 * self.x, 0.62 * self.x


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a chest: about 270 x 190 x 130 mm and 50 mm of handle, its finish one of `KINDS`."""
    sizes = _Sizes(rng.uniform(0.128, 0.142), rng.uniform(0.090, 0.100), rng.uniform(0.100, 0.116))
    kind, finish = finished(rng, kind)
    lid, bar = _lid(sizes, finish)
    cavity = Cavity(
        "contain_region",
        "",
        (0.0, 0.0, (sizes.height + WALL) / 2),
        (sizes.x - WALL, sizes.y - WALL, (sizes.height - WALL) / 2),
    )
    articulation = Articulation(
        "",
        "lid",
        "door",
        OPEN_AT,
        CLOSE_AT,
        bar.ends("lid", (90, 75, 60, 45)),
        (0.0, -2 * sizes.y + 0.02, GAP + LID),
        swept(lid),
    )
    return measured(
        "chest",
        f"{kind} chest",
        Part("", _case_looks(sizes, finish), _case(sizes), mass=4.0, children=(lid,)),
        True,
        cavities=(cavity,),
        articulations=(articulation,),
        kind=kind,
    )


def _case(sizes: _Sizes) -> tuple[Collision, ...]:
    x, y, height = sizes.x, sizes.y, sizes.height
    return (
        slab((-x, -y, 0.0), (x, y, WALL)),
        slab((-x, -y, WALL), (-x + WALL, y, height)),
        slab((x - WALL, -y, WALL), (x, y, height)),
        slab((-x + WALL, -y, WALL), (x - WALL, -y + WALL, height)),
        slab((-x + WALL, y - WALL, WALL), (x - WALL, y, height)),
    )


def _case_looks(sizes: _Sizes, finish: Finish) -> tuple[Visual, ...]:
    """Return the boards, the light inside, iron bands and a lock."""
    boards = merge(*(box(shape.size, shape.position, tile=0.3) for shape in _case(sizes)))
    x, y, height = sizes.x, sizes.y, sizes.height
    floor = box((x - WALL, y - WALL, 0.0008), (0.0, 0.0, WALL + 0.0008), tile=0.3)
    bands = [
        box((BAND, PLATE / 2, height / 2), (at, side * (y + PLATE / 2), height / 2))
        for at in sizes.bands
        for side in (-1, 1)
    ]
    lock = box((0.016, PLATE, 0.016), (0.0, -y - PLATE, height - 0.020), bevel=0.0015)
    return Visual(boards, finish.body), Visual(floor, finish.inside), Visual(merge(*bands, lock), finish.metal)


def _lid(sizes: _Sizes, finish: Finish) -> tuple[Part, Bar]:
    """Return the lid, whose frame has the middle of its hinge as origin, and its handle."""
    x, far = sizes.x + 0.003, -2 * sizes.y - 0.004
    board = slab((-x, far, GAP), (x, 0.0, GAP + LID))
    bar = Bar((0.0, far + 0.028, GAP + LID), SHORT, X, Z)
    looks = (
        Visual(box(board.size, board.position, bevel=0.006, tile=0.3, shift=(0.4, 0.3)), finish.body),
        Visual(merge(*(_strap(at, board) for at in sizes.bands), bar.mesh()), finish.metal),
    )
    joint = Joint("hinge", (-1.0, 0.0, 0.0), (0.0, UP), damping=0.15, frictionloss=0.06, balanced=True)
    return Part("lid", looks, (board, *bar.shapes()), 0.5, (0.0, sizes.y, sizes.height), joint=joint), bar


def _strap(at: float, board: Collision) -> Mesh:
    """Return an iron band over the lid and down its front."""
    _, y, z = board.position
    top = box((BAND, board.size[1] - 0.003, PLATE / 2), (at, y, z + LID / 2 + PLATE / 2))
    return merge(top, box((BAND, PLATE / 2, LID / 2 - 0.003), (at, y - board.size[1] - PLATE / 2, z)))
