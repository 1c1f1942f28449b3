"""A low stand for bottles: three square compartments side by side, open on top."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Collision, Part, Surface, Visual
from .boards import boards
from .collisions import slab
from .finishes import finished
from .measure import measured
from .mesh import merge

POST = 0.012  # thickness of the ends and dividers
RAIL = 0.009  # thickness of the rails
BASE = 0.012
COUNT = 3


def build(rng: np.random.Generator) -> Asset:
    """Draw a rack: about 330 x 115 x 95 mm; each compartment takes a bottle of 76 mm with room to spare.

    `top_region` is where bottles stand: the floor of all compartments, its middle that of the middle one.
    """
    room, height = float(rng.uniform(0.092, 0.104)), float(rng.uniform(0.082, 0.104))
    x, y = (COUNT * room + (COUNT + 1) * POST) / 2, room / 2 + RAIL
    _, finish = finished(rng, "wooden")
    base, dividers, rails = _base(x, y), _dividers(x, room, height), _rails(x, y, height)
    looks = (Visual(merge(boards(base, 0), boards(dividers, 2)), finish.body), Visual(boards(rails, 0), finish.inside))
    return measured(
        "wine_rack",
        "wine rack",
        Part("", looks, (*base, *dividers, *rails), mass=1.5),
        True,
        surfaces=(Surface("top_region", "", (0.0, 0.0, BASE), (x - POST, room / 2)),),
    )


def _base(x: float, y: float) -> tuple[Collision, ...]:
    return (slab((-x, -y, 0.0), (x, y, BASE)),)


def _dividers(x: float, room: float, height: float) -> tuple[Collision, ...]:
    starts = (-x + index * (room + POST) for index in range(COUNT + 1))
    return tuple(slab((start, -room / 2, BASE), (start + POST, room / 2, height)) for start in starts)


def _rails(x: float, y: float, height: float) -> tuple[Collision, ...]:
    """Return two rails in front and two at the back; bottles are seen between them."""
    levels = ((0.28 * height, 0.28 * height + 0.014), (height - 0.020, height - 0.003))
    fronts = ((-y, RAIL - y), (y - RAIL, y))
    return tuple(slab((-x, near, low), (x, far, high)) for low, high in levels for near, far in fronts)
