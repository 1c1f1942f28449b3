"""A sofa."""

from __future__ import annotations

import numpy as np

from ..assets.asset import Material, Part, Visual
from ..assets.mesh import box, merge
from .decor import fabric

SEAT, DEEP = 0.40, 0.72  # height of the seat, depth [m]


def sofa(rng: np.random.Generator, front: float, middle: float, seats: int, wood: Material) -> Part:
    """Return a sofa with so many seats, its front at x = `front`, the middle of it at y = `middle` [m]."""
    half = 0.34 * seats
    x = front - DEEP / 2
    frame = [
        box((DEEP / 2 - 0.03, half + 0.10, 0.10), (x, middle, 0.18), bevel=0.02, tile=0.3),
        box((0.10, half + 0.10, 0.36), (front - DEEP + 0.10, middle, 0.44), bevel=0.03, tile=0.3),
        *(box((DEEP / 2, 0.09, 0.24), (x, middle + i * (half + 0.09), 0.32), bevel=0.03, tile=0.3) for i in (-1, 1)),
    ]
    cushions = []
    for seat in range(seats):
        y = middle + (seat - (seats - 1) / 2) * 0.68
        cushions.append(box((0.30, 0.335, 0.075), (front - 0.31, y, SEAT - 0.06), bevel=0.03, tile=0.3))
        cushions.append(box((0.08, 0.325, 0.20), (front - 0.50, y, SEAT + 0.20), bevel=0.04, tile=0.3))
    side = float(rng.choice((-1, 1)))
    pillows = [
        box((0.06, 0.19, 0.17), (front - 0.36, middle + side * (half - 0.20), SEAT + 0.19), bevel=0.05, tile=0.2),
        box((0.05, 0.15, 0.13), (front - 0.30, middle + side * (half - 0.48), SEAT + 0.15), bevel=0.04, tile=0.2),
    ]
    places = [(front - 0.08 - i * (DEEP - 0.16), middle + j * half) for i in (0, 1) for j in (-1, 1)]
    feet = merge(*(box((0.025, 0.025, 0.045), (*place, 0.045)) for place in places))
    cover, accent = fabric(rng), fabric(rng)
    return Part(
        "sofa",
        (Visual(merge(*frame, *cushions), cover), Visual(merge(*pillows), accent), Visual(feet, wood)),
        (),
        mass=1.0,
    )
