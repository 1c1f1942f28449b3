"""Where a thing may be put so that it is on or in something: free places, the best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from perdure.envs.extent import reach
from perdure.envs.pose import Array, Pose
from perdure.envs.predicates.resolve import cavities, surfaces
from perdure.envs.world import World

from ..planning.rotations import UP
from .room import has_room

ABOVE = 0.004  # things are let go of this high [m]
DROP = (0.0, 0.02, 0.04)  # higher where the hand does not fit in [m]
MOST = 10  # places besides the first
TURNS = np.radians((0, 30, -30, 60, -60, 90, -90))  # of what finds no room as it is turned
_GRID = np.linspace(-1.0, 1.0, 7)
_LEVEL = 0.7  # cosine of an opening's angle against up, above which things are put in from above


@dataclass(frozen=True, eq=False)
class Spot:
    """A place for a thing, fixed to what it is on or in.

    Attributes:
        support: (instance, part) whose frame the rest is in, None for the world.
        position: of the thing's origin (3,) [m]; with an opening, of the floor at the middle of the opening.
        opening: unit direction (3,) out of a cavity that opens to the side; None when it is reached from above.
        deep: depth of that cavity [m].
        turn: about z, from how the thing is turned now [rad].
    """

    support: tuple[str, str] | None
    position: Array
    opening: Array | None = None
    deep: float = 0.0
    turn: float = 0.0

    def at(self, world: World) -> Array:
        """Return the position in the world (3,) [m]."""
        return self.position if self.support is None else world.pose(*self.support).point(self.position)

    def out(self, world: World) -> Array:
        """Return the direction out of the opening in the world (3,)."""
        assert self.opening is not None
        return self.opening if self.support is None else world.pose(*self.support).direction(self.opening)


Tiers = list[list[Spot]]
"""Spots by preference: later ones are for when none of the earlier ones can be reached."""


def on(world: World, thing: str, place: str, sharers: int = 1) -> Tiers:
    """Return spots for a thing on a surface or in a zone.

    Args:
        world: the world.
        thing: instance that shall stand there.
        place: surface, zone, or an instance with a top.
        sharers: how many things shall stand there in the end.
    """
    if place in world.zones:
        x0, y0, x1, y1, z = world.zones[place]
        floor = _Floor(None, np.array([(x0 + x1) / 2, (y0 + y1) / 2, z]), ((x1 - x0) / 2, (y1 - y0) / 2), False)
        return _tiers(world, thing, [floor], sharers, (0.0,))
    support, found = surfaces(world, place)
    floors = [_Floor((support, one.part), np.array(one.position), one.half, one.round) for one in found]
    return _tiers(world, thing, floors, sharers, (0.0,))


def inside(world: World, thing: str, place: str, sharers: int = 1) -> Tiers:
    """Return spots for a thing in a cavity; see `on`. Those open upwards are filled as deep as the hand gets."""
    container, found = cavities(world, place)
    floors, mouths = [], []
    for one in found:
        position, half, opening = (np.array(value) for value in (one.position, one.half, one.opening))
        floor = position - [0.0, 0.0, half[2]]
        if world.pose(container, one.part).direction(opening)[2] > _LEVEL:
            floors.append(_Floor((container, one.part), floor, (half[0], half[1]), False))
        else:
            depth = float(np.abs(opening) @ half)
            mouths.append(Spot((container, one.part), floor + depth * opening, opening, 2 * depth))
    tiers = [mouths] if mouths else []
    return tiers + (_tiers(world, thing, floors, sharers, DROP) if floors else [])


def stacked(world: World, thing: str, lower: str) -> Tiers:
    """Return spots for a thing on, or nested in, another of about its shape."""
    asset = world.assets[lower]
    inner = asset.surfaces[0].position[2] if asset.surfaces else asset.upper[2]
    heights = np.arange(inner, asset.upper[2] + 0.004, 0.006)
    return [[Spot((lower, ""), np.array([0.0, 0.0, height + ABOVE])) for height in heights]]


@dataclass(frozen=True, eq=False)
class _Floor:
    """A rectangle or disc that things stand on, its frame that of `support`."""

    support: tuple[str, str] | None
    middle: Array
    half: tuple[float, float]
    round: bool


def _tiers(world: World, thing: str, floors: Sequence[_Floor], sharers: int, drops: Sequence[float]) -> Tiers:
    """Return the best free spot of each floor, then the other free ones, then the best with the thing turned there;
    then the same to be let go of higher up.

    What finds no room as it is turned may be turned as little as it takes.
    """
    spread = [list(_spread(world, thing, floor, sharers)) for floor in floors]
    for turn in TURNS:
        free = [_free(world, thing, spots, [turn]) for spots in spread]
        if any(free):
            break
    first = [spots[0] for spots in free if spots]
    others = [spot for spots in free for spot in spots[1 : 1 + MOST]]
    turned = _free(world, thing, first, [other for other in TURNS if other != turn])
    return [[_raised(spot, drop) for spot in tier] for drop in drops for tier in (first, others, turned) if tier]


def _free(world: World, thing: str, spots: Sequence[Spot], turns: Sequence[float]) -> list[Spot]:
    """Return those of some spots, at some turns each, where there is room."""
    found = (replace(spot, turn=turn) for spot in spots for turn in turns)
    return [spot for spot in found if is_free(world, thing, spot)]


def _raised(spot: Spot, drop: float) -> Spot:
    return replace(spot, position=spot.position + (ABOVE + drop) * UP)


def _spread(world: World, thing: str, floor: _Floor, sharers: int) -> Iterator[Spot]:
    """Yield spots all over a floor: near its middle first, or near the middles of as many parts as things share it."""
    room = np.maximum(np.array(floor.half) - radius(world, thing), 0.0)
    longer = np.eye(2)[int(np.argmax(floor.half))]
    steps = (2 * np.arange(sharers) + 1 - sharers) / sharers
    middles = np.clip(steps[:, None] * longer * np.array(floor.half), -room, room)
    grid = np.array([(x, y) for x in _GRID for y in _GRID if not floor.round or x * x + y * y <= 1.0]) * room
    points = np.unique(np.round(np.concatenate([middles, grid]), 4), axis=0)
    apart = np.linalg.norm(points[:, None] - middles, axis=2).min(axis=1)
    for index in np.argsort(apart, kind="stable"):
        yield Spot(floor.support, floor.middle + np.append(points[index], 0.0))


def radius(world: World, thing: str) -> float:
    """Return the lesser half width of a thing [m]."""
    asset = world.assets[thing]
    return min(asset.upper[0] - asset.lower[0], asset.upper[1] - asset.lower[1]) / 2


def is_free(world: World, thing: str, spot: Spot) -> bool:
    """Tell whether a thing that stands at a spot keeps its distance from all others."""
    return has_room(world, thing, spot.at(world) + ABOVE * UP, spot.support, spot.turn)


def extent(world: World, thing: str, rotation: Array, direction: Array) -> tuple[float, float]:
    """Return how far a thing reaches from its origin against and along a direction, turned by a rotation [m]."""
    low, high = reach(world.assets[thing], Pose(np.zeros(3), rotation), direction)
    return -low, high
