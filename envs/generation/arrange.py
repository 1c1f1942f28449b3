"""Where the things of a task start: big ones at the sides, their fronts to the middle, small ones in the reachable middle.

All rectangles are relative to the middle of the workspace; the robot stands at x = -0.66 in every scene.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

import numpy as np

from ..assets.asset import Asset
from ..placement import REACH
from ..scenes.stage import BASE
from .affordances import doors, half, is_big

SIDE = 0.15  # of the squares that small things start in [m]
INNER = 0.15  # where the middle ends on a side with something big [m]
X = (-0.34, -0.02)  # of the middles of small things [m]
Y = 0.36  # the same to both sides [m]
STEP = 0.02  # between the squares to choose from [m]
HIDDEN = 0.3  # greatest share of a square that something big covers or that is out of reach
Rng = np.random.Generator
Entry = dict[str, Any]


class Box(NamedTuple):
    """A rectangle on the table [m]."""

    x0: float
    y0: float
    x1: float
    y1: float


def arrange(
    rng: Rng, assets: Mapping[str, Asset], free: Collection[str], used: Collection[str]
) -> dict[str, Entry] | None:
    """Return instance -> where it starts, as `area` and `yaw` of a recipe; None where there is no room.

    Args:
        rng: the only source of chance.
        assets: instance -> asset.
        free: the instances that start on the table.
        used: instances whose drawers and doors shall open.
    """
    big = [name for name in free if is_big(assets[name])]
    if len(big) > 2:
        return None
    found: dict[str, Entry] = {}
    taken: list[Box] = []
    sides = rng.permutation([1, -1])
    for name, side in zip(big, sides, strict=False):
        found[name], covered = _at_side(assets[name], int(side), name in used)
        taken += covered
    squares: list[Box] = []
    for name in free:
        if name not in found:
            square = _square(rng, half(assets[name])[0], taken, squares)
            if square is None:
                return None
            squares.append(square)
            yaw = (-np.pi, np.pi) if _is_round(assets[name]) else (-0.78, 0.78)
            found[name] = {"area": [round(value, 2) for value in square], "yaw": [round(end, 4) for end in yaw]}
    return found


def _at_side(asset: Asset, side: int, opens: bool) -> tuple[Entry, list[Box]]:
    """Return where something big starts, and what it covers there, the way of its doors included."""
    if not asset.fixture:
        reach = half(asset)[0]
        y = side * (INNER + reach + 0.06)
        area = (-0.24, y - 0.075, -0.09, y + 0.075)
        return {"area": _rounded(area), "yaw": [-0.3, 0.3]}, [
            _around((area[0] + area[2]) / 2, y, half(asset)[1], reach)
        ]
    front = -asset.lower[1]
    y = side * (INNER + front + 0.02)
    middle = -0.06
    turn = 0.0 if side > 0 else np.pi
    area = (middle - 0.03, y - 0.02, middle + 0.03, y + 0.02)
    covered = [_turned(asset.lower, asset.upper, middle, y, side)]
    covered += [_turned(*part.sweep, middle, y, side) for part in doors(asset) if opens]
    return {"area": _rounded(area), "yaw": [round(turn - 0.17, 4), round(turn + 0.17, 4)]}, covered


def _square(rng: Rng, radius: float, taken: list[Box], squares: list[Box]) -> Box | None:
    """Return a square that is mostly free of big things, and as free of other squares as can be."""
    allowed = []
    for x0 in np.arange(X[0], X[1] - SIDE + 1e-6, STEP):
        for y0 in np.arange(-Y, Y - SIDE + 1e-6, STEP):
            square = Box(x0, y0, x0 + SIDE, y0 + SIDE)
            if _hidden(square, radius, taken) <= HIDDEN:
                allowed.append((sum(_shared(square, other) for other in squares), square))
    if not allowed:
        return None
    least = min(share for share, _ in allowed) + 0.1
    fitting = [square for share, square in allowed if share <= least]
    return fitting[int(rng.integers(len(fitting)))]


def _hidden(square: Box, radius: float, taken: list[Box]) -> float:
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


def _turned(lower: tuple[float, ...], upper: tuple[float, ...], x: float, y: float, side: int) -> Box:
    """Return what a box of an asset covers on the table where its front looks to the middle."""
    xs, ys = sorted((x + side * lower[0], x + side * upper[0])), sorted((y + side * lower[1], y + side * upper[1]))
    return Box(xs[0], ys[0], xs[1], ys[1])


def _around(x: float, y: float, half_x: float, half_y: float) -> Box:
    return Box(x - half_x, y - half_y, x + half_x, y + half_y)


def _rounded(area: tuple[float, ...]) -> list[float]:
    return [round(value, 3) for value in area]


def _is_round(asset: Asset) -> bool:
    lesser, greater = half(asset)
    return greater < 1.1 * lesser
