"""Where the things of a task start: big ones at the sides, their fronts to the middle, small ones in between.

All rectangles are relative to the middle of the workspace; the robot stands at x = -0.66 in every scene.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np

from ..assets.asset import Asset
from ..task import Atom
from .affordances import doors, half, is_big
from .squares import SIDE, Box, draw_square, has_space

INNER = 0.15  # where the middle ends on a side with something big [m]
DEPTH = -0.06  # x of the middle of a fixture [m]
PLAY = (0.03, 0.02, 0.17)  # of a fixture along x and y [m], and of its yaw [rad]
NEARER = -0.165  # x of the middle of something big that can be moved [m]
TURNS = {"round": (-np.pi, np.pi), "long": (-0.78, 0.78), "big": (-0.3, 0.3)}  # yaws [rad]
TRIES = 12
MOST_BIG = 2  # one for each side
Rng = np.random.Generator
Entry = dict[str, Any]


def arrange(
    rng: Rng, assets: Mapping[str, Asset], free: Sequence[str], used: Collection[str], goal: Sequence[Atom]
) -> dict[str, Entry] | None:
    """Return instance -> where it starts, as `area` and `yaw` of a recipe; None where there is no room.

    Args:
        rng: the only source of chance.
        assets: instance -> asset.
        free: the instances that start on the table.
        used: instances whose drawers and doors are spoken of, which then must have room to open.
        goal: says beside what or between what there must be room.
    """
    big = [name for name in free if is_big(assets[name])]
    small = [name for name in free if name not in big]
    found: dict[str, Entry] = {}
    taken: list[Box] = []
    if len(big) > MOST_BIG:
        return None
    for name, side in zip(big, rng.permutation([1, -1]).tolist(), strict=False):
        found[name], covered = _at_side(assets[name], side, name in used)
        taken += covered
    for _ in range(TRIES):
        squares = _squares(rng, assets, small, taken)
        if squares is not None and all(has_space(atom, squares, taken, assets) for atom in goal):
            return found | {name: _entry(square, _turn(assets[name])) for name, square in squares.items()}
    return None


def _squares(rng: Rng, assets: Mapping[str, Asset], small: Sequence[str], taken: list[Box]) -> dict[str, Box] | None:
    """Return instance -> the square that it starts in, None where there is no room."""
    found: dict[str, Box] = {}
    for name in small:
        square = draw_square(rng, half(assets[name])[0], taken, list(found.values()))
        if square is None:
            return None
        found[name] = square
    return found


def _at_side(asset: Asset, side: int, opens: bool) -> tuple[Entry, list[Box]]:
    """Return where something big starts, and what it covers there."""
    return _fixture(asset, side, opens) if asset.fixture else _big(asset, side)


def _big(asset: Asset, side: int) -> tuple[Entry, list[Box]]:
    """Return where something big that can be moved starts, and what it covers there."""
    narrow, long = half(asset)
    y = side * (INNER + narrow + 0.06)
    return _entry(Box.around(NEARER, y, SIDE / 2, SIDE / 2), TURNS["big"]), [Box.around(NEARER, y, long, narrow)]


def _fixture(asset: Asset, side: int, opens: bool) -> tuple[Entry, list[Box]]:
    """Return where a fixture stands, its front to the middle, and what it covers, the way of its doors included."""
    y = side * (INNER - asset.lower[1] + PLAY[1])
    turn = 0.0 if side > 0 else np.pi
    boxes = [(asset.lower, asset.upper), *(door.sweep for door in doors(asset) if opens)]
    covered = [
        Box.between((DEPTH + side * low[0], y + side * low[1]), (DEPTH + side * high[0], y + side * high[1]))
        for low, high in boxes
    ]
    return _entry(Box.around(DEPTH, y, *PLAY[:2]), (turn - PLAY[2], turn + PLAY[2])), covered


def _entry(area: Box, yaw: tuple[float, float]) -> Entry:
    return {"area": [round(value, 3) for value in area], "yaw": [round(end, 4) for end in yaw]}


def _turn(asset: Asset) -> tuple[float, float]:
    narrow, long = half(asset)
    return TURNS["round" if long < 1.1 * narrow else "long"]
