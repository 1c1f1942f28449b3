"""How a held object gets to where it shall be: up, across, down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from perdure.envs.pose import Array, Pose

from ..planning.feasible import Leg, follow
from ..planning.rotations import levelled, straight, turn_between, turned
from ..planning.scratch import Load, Scratch
from .context import Context

RISE = 0.07  # how far a thing is lifted above the higher of start and end, at least [m]
RISES = (0.0, 0.04, 0.08, 0.13, 0.18, 0.24)  # more, where something stands in the way
_FREE = 0.03  # after this rise the distance to other things is kept [m]
_SCRAPE = -0.004  # overlap that is taken for touching: things stand on things [m]
_WIDE = (0.02, 0.008, 0.004)  # distances kept on the way: what turns corners cuts them [m]
TILT = 0.4  # of the hand, at most, to level what it holds [rad]


@dataclass(frozen=True, eq=False)
class Carry:
    """A way for a held object.

    Attributes:
        spot: number of the spot that it leads to.
        height: of the grip site on the way [m].
    """

    spot: int
    height: float


def plan(
    scratch: Scratch, context: Context, load: Load, start: Pose, joints: Array, spots: Sequence[Pose]
) -> Carry | None:
    """Return the first way to any of the spots that the arm can go, or None.

    Args:
        scratch: with the fingers as they are while holding.
        context: what was drawn for this demonstration.
        load: what is held and how.
        start: grip site now.
        joints: (7,) now.
        spots: poses of the object, the best first.
    """
    upright = straight(start.rotation)
    for wide, (number, spot), rise in product(_WIDE, enumerate(spots), RISES):
        end = hand_at(spot, upright, load.offset)
        height = max(start.position[2], end.position[2]) + RISE + context.lift + rise
        if _works(scratch, load, start, joints, corners(start, end, height), wide):
            return Carry(number, height)
    return None


def hand_at(spot: Pose, upright: Array, offset: Pose) -> Pose:
    """Return where the grip site is when the object stands at a spot.

    Args:
        spot: pose of the object; only its position matters, the object keeps its yaw.
        upright: (3, 3) rotation of the hand that it took the object with; the hand is tilted against it as far as it
            takes to level the object, but not far: an object that turns in the fingers must not turn the hand over.
        offset: pose of the object in the frame of the grip site.
    """
    held = upright @ offset.rotation
    tilt = turn_between(held, levelled(held))
    rotation = turned(upright, tilt * min(1.0, TILT / max(float(np.linalg.norm(tilt)), 1e-9)))
    return Pose(spot.position, rotation @ offset.rotation) @ offset.inverse()


def corners(start: Pose, end: Pose, height: float) -> list[Pose]:
    """Return the corners of the way: above the start, above the end, the end; what is held is level in all of them."""
    above = [Pose(np.array([*pose.position[:2], height]), end.rotation) for pose in (start, end)]
    return [*above, end]


def _works(scratch: Scratch, load: Load, start: Pose, joints: Array, way: Sequence[Pose], wide: float) -> bool:
    above, over, end = way
    free = Pose(start.position + np.array([0.0, 0.0, _FREE]), start.rotation)
    legs = [
        Leg((start, free), _WIDE[-1], load, _SCRAPE),
        Leg((free, above, over), wide, load, wide),
        Leg((over, end), wide, load, _SCRAPE),
    ]
    return follow(scratch, legs, joints) is not None
