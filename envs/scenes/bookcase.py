"""Bookcases."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ..assets.asset import Material, Mesh, Part, Visual
from ..assets.mesh import box, merge
from ..assets.texture import SPINES, spines

BOARD = 0.022  # thickness [m]
DEEP = 0.26


def bookcase(
    rng: np.random.Generator,
    name: str,
    front: float,
    span: tuple[float, float],
    rows: tuple[float, ...],
    wood: Material,
) -> Part:
    """Return a bookcase full of books.

    Args:
        rng: draws the books.
        name: of the part.
        front: x of its front [m].
        span: y of its sides [m].
        rows: heights of its boards from the lowest to the top [m].
        wood: what it is made of.
    """
    middle, half, high = (span[0] + span[1]) / 2, (span[1] - span[0]) / 2, rows[-1]
    x = front - DEEP / 2
    boards = [box((DEEP / 2, half, BOARD / 2), (x, middle, row - BOARD / 2), grain=1) for row in rows]
    sides = [box((DEEP / 2, BOARD / 2, high / 2), (x, edge, high / 2), grain=2) for edge in span]
    back = box((BOARD / 2, half, high / 2), (front - DEEP, middle, high / 2), grain=2)
    books = [
        book
        for low, top in pairwise(rows)
        for book in _row(rng, front, (span[0] + BOARD, span[1] - BOARD), (low, top - BOARD))
    ]
    return Part(
        name,
        (
            Visual(merge(*boards, *sides, back), wood),
            Visual(merge(*books), Material(texture=spines(int(rng.integers(4))), specular=0.08)),
        ),
        (),
        mass=1.0,
    )


def _row(rng: np.random.Generator, front: float, span: tuple[float, float], levels: tuple[float, float]) -> list[Mesh]:
    """Return books that stand between two y on a board, with a gap now and then."""
    books: list[Mesh] = []
    (y, end), (low, top) = span, levels
    while True:
        thick, high = rng.uniform(0.030, 0.055), (top - low) * rng.uniform(0.68, 0.92)
        deep = rng.uniform(0.16, 0.20)
        y += rng.uniform(0.08, 0.14) if rng.random() < 0.07 else 0.001
        if y + thick > end:
            return books
        place = (front - 0.03 - deep / 2, y + thick / 2, low + high / 2)
        books.append(_book((deep / 2, thick / 2, high / 2), place, int(rng.integers(SPINES))))
        y += thick


def _book(half: tuple[float, float, float], place: tuple[float, float, float], spine: int) -> Mesh:
    left, right = spine / SPINES, (spine + 1) / SPINES
    cover = (left + 0.25 / SPINES, 0.94, right - 0.25 / SPINES, 0.99)  # where no title is
    sides = dict.fromkeys(("left", "front", "back", "top", "bottom"), cover)
    return box(half, place, windows={"right": (left, 0.0, right, 1.0), **sides})
