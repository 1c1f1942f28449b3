"""Squares on the table for small things to start in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ..assets.asset import Asset
from ..placement import REACH
from ..pose import Array
from ..scenes.stage import BASE
from ..task import Atom
from .affordances import half
from .zones import GAP, SIDES

SIDE = 0.15  # of the squares [m]
X = (-0.34, -0.02)  # where they may be [m]
Y = 0.36  # the same to both sides [m]
STEP = 0.02  # between the squares to choose from [m]
HIDDEN = 0.3  # greatest share of a square that something big covers or that is out of reach
CROWDED = 0.1  # by which a square may share more of itself with others than the one that shares least
Rng = np.random.Generator


class Box(NamedTuple):
    """A rectangle on the table [m]."""

    x0: float
    y0: float
    x1: float
    y1: float

    @classmethod
    def around(cls, x: float, y: float, half_x: float, half_y: float) -> Box:
        """Return the rectangle with this middle."""
        return cls(x - half_x, y - half_y, x + half_x, y + half_y)

    @classmethod
    def between(cls, one: tuple[float, float], other: tuple[float, float]) -> Box:
        """Return the rectangle with these opposite corners."""
        return cls(*map(min, one, other), *map(max, one, other))

    @property
    def middle(self) -> Array:
        """The middle (2,)."""
        return np.array([(self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2])


def draw_square(rng: Rng, radius: float, taken: Sequence[Box], others: Sequence[Box]) -> Box | None:
    """Return a square that is mostly free of what is taken, and as free of others as can be; None where there is none.

    Args:
        rng: the only source of chance.
        radius: of what starts there [m].
        taken: what big things cover.
        others: squares of other things.
    """
    allowed = []
    for x0 in np.arange(X[0], X[1] - SIDE + 1e-6, STEP).tolist():
        for y0 in np.arange(-Y, Y - SIDE + 1e-6, STEP).tolist():
            square = Box(x0, y0, x0 + SIDE, y0 + SIDE)
            if _hidden(square, radius, taken) <= HIDDEN:
                allowed.append((sum(_shared(square, other) for other in others), square))
    if not allowed:
        return None
    least = min(share for share, _ in allowed) + CROWDED
    fitting = [square for share, square in allowed if share <= least]
    return fitting[int(rng.integers(len(fitting)))]


def has_space(atom: Atom, squares: Mapping[str, Box], taken: Sequence[Box], assets: Mapping[str, Asset]) -> bool:
    """Tell whether there is room for a thing beside or between others, as an atom asks for; True for other atoms."""
    if not all(name in squares for name in atom.args):
        return True
    middles = [squares[name].middle for name in atom.args]
    widths = [half(assets[name])[1] for name in atom.args]
    if atom.name == "Between":
        apart = float(np.linalg.norm(middles[1] - middles[2]))
        return apart >= 2 * widths[0] + widths[1] + widths[2] + 2 * GAP and _in_reach(middles[1:], taken)
    if atom.name in SIDES:
        goal = middles[1] + (widths[0] + GAP + widths[1]) * SIDES[atom.name][1]
        return _in_reach([goal], taken) and X[0] <= goal[0] <= X[1] + GAP
    return True


def _in_reach(points: Sequence[Array], taken: Sequence[Box]) -> bool:
    return all(_hidden(Box(*point, *point), 0.0, taken) == 0.0 for point in points)


def _hidden(square: Box, radius: float, taken: Sequence[Box]) -> float:
    """Return the share of a square whose points are out of reach or closer than a radius to something big."""
    xs, ys = np.meshgrid(np.linspace(square.x0, square.x1, 5), np.linspace(square.y0, square.y1, 5))
    bad = np.hypot(xs - BASE[0], ys) > REACH
    for box in taken:
        bad |= (xs > box.x0 - radius) & (xs < box.x1 + radius) & (ys > box.y0 - radius) & (ys < box.y1 + radius)
    return float(bad.mean())


def _shared(one: Box, other: Box) -> float:
    """Return the share of a square that another covers."""
    x = max(min(one.x1, other.x1) - max(one.x0, other.x0), 0.0)
    y = max(min(one.y1, other.y1) - max(one.y0, other.y0), 0.0)
    return x * y / SIDE**2
