"""How a held object gets to where it shall be: up, across, then down; or, through an opening to the side, in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from perdure.envs.pose import Array, Pose
from perdure.envs.rotation import about_z, matrix

from ..planning import inverse
from ..planning.dexterity import is_sound
from ..planning.feasible import Leg, follow
from ..planning.rotations import UP, levelled, straight, turn_between, turned
from ..planning.scratch import Load, Scratch
from .context import Context
from .spots import Spot

RISE = 0.07  # how far a thing is lifted above the higher of start and end, at least [m]
RISES = (0.0, 0.04, 0.08, 0.13, 0.18, 0.24)  # more, where something stands in the way
FREE = 0.03  # after this rise the distance to other things is kept [m]
SCRAPE = -0.004  # overlap that is taken for touching: things stand on things [m]
WIDE = (0.02, 0.008, 0.004)  # distances kept on the way: what turns corners cuts them [m]
TILT = 0.4  # of the hand, at most, to level what it holds [rad]


@dataclass(frozen=True, eq=False)
class Carry:
    """A way for a held object.

    Attributes:
        spot: where it leads to.
        height: of the grip site on the way [m].
        upright: (3, 3) rotation of the hand with which it took the object, turned as it shall be at the end.
        target: (3,) the object's origin at the end, relative to the spot.
        inward: shift (3,) from in front of the opening to the end [m]; nothing when it comes from above.
        outward: shift (3,) from there to where it comes down [m].
    """

    spot: Spot
    height: float
    upright: Array
    target: Array
    inward: Array = field(default_factory=lambda: np.zeros(3))
    outward: Array = field(default_factory=lambda: np.zeros(3))

    def end(self, context: Context, instance: str) -> Pose:
        """Return where the grip site is when the object, held as it is now, stands at the spot."""
        simulation = context.simulation
        offset = context.eef.inverse() @ simulation.pose(instance)
        return hand_at(self.spot.at(simulation) + self.target, self.upright, offset)


def plan(
    scratch: Scratch,
    context: Context,
    load: Load,
    start: Pose,
    joints: Array,
    spots: Sequence[Spot],
    wides: Sequence[float] = WIDE,
    *,
    sound: bool = False,
) -> Carry | None:
    """Return the first way from above to any of the spots that the arm can go, or None.

    Args:
        scratch: with the fingers as they are while holding.
        context: what was drawn for this demonstration.
        load: what is held and how.
        start: grip site now.
        joints: (7,) now.
        spots: the best first.
        wides: distances to keep on the way, the best first [m].
        sound: whether the arm must be far from singularities, and from the ends of its joints, at the end.
    """
    found = list(ends(scratch, context, load, start, joints, spots, wides[-1], sound=sound))
    for wide, (spot, end, room), rise in product(wides, found, RISES):
        if room < wide:
            continue
        height = max(start.position[2], end.position[2]) + RISE + context.lift + rise
        way = [start, *corners(start, end, height), end]
        if follow(scratch, _legs(load, way, wide, wides), joints) is not None:
            return Carry(spot, height, _upright(start, spot), np.zeros(3))
    return None


def ends(
    scratch: Scratch,
    context: Context,
    load: Load,
    start: Pose,
    joints: Array,
    spots: Sequence[Spot],
    wide: float,
    *,
    sound: bool = False,
) -> Iterator[tuple[Spot, Pose, float]]:
    """Yield the spots where the arm has that much room [m], each with the hand there and the room it has."""
    for spot in spots:
        end = hand_at(spot.at(context.simulation), _upright(start, spot), load.offset)
        room = room_at(scratch, load, end, joints, sound=sound)
        if room >= wide:
            yield spot, end, room


def _upright(start: Pose, spot: Spot) -> Array:
    """Return the rotation of the hand that it took the object with, turned as the spot wants it."""
    rotation: Array = matrix(about_z(spot.turn)) @ straight(start.rotation)
    return rotation


def room_at(scratch: Scratch, load: Load, end: Pose, joints: Array, *, sound: bool = False) -> float:
    """Return how far the arm is from everything at the end [m]; nothing when it does not get there with its load."""
    there = inverse.solve(scratch, end, joints)
    if there is None:  # far away the way there decides; home is about the middle
        there = inverse.solve(scratch, end, scratch.arm.home)
    if there is None or (sound and not is_sound(scratch, there)):
        return -np.inf
    arm, carried = scratch.clearance(there, load)
    return arm if carried >= SCRAPE else -np.inf


def hand_at(position: Array, upright: Array, offset: Pose) -> Pose:
    """Return where the grip site is when the object stands at a spot.

    Args:
        position: (3,) of the object; it keeps its yaw.
        upright: (3, 3) rotation of the hand that it took the object with; the hand is tilted against it as far as it
            takes to level the object, but not far: an object that turns in the fingers must not turn the hand over.
        offset: pose of the object in the frame of the grip site.
    """
    held = upright @ offset.rotation
    tilt = turn_between(held, levelled(held))
    rotation = turned(upright, tilt * min(1.0, TILT / max(float(np.linalg.norm(tilt)), 1e-9)))
    return Pose(position, rotation @ offset.rotation) @ offset.inverse()


def corners(start: Pose, end: Pose, height: float) -> list[Pose]:
    """Return the first corners of the way: above the start, above the end; what is held is level in both."""
    return [Pose(np.array([*pose.position[:2], height]), end.rotation) for pose in (start, end)]


def _legs(load: Load, way: Sequence[Pose], wide: float, wides: Sequence[float]) -> list[Leg]:
    """Return what must hold on the way up, across and down. Walls may be close on the way up, but what goes across
    can always go higher: things sag, and corners are cut."""
    start, above, over, end = way
    free = Pose(start.position + FREE * UP, start.rotation)
    return [
        Leg((start, free), wides[-1], load, SCRAPE),
        Leg((free, above), wide, load, wide),
        Leg((above, over), wide, load, wides[0]),
        Leg((over, end), wide, load, SCRAPE),
    ]
