"""Whether the arm can follow a path: reach every pose without a jump and keep its distance from things."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from perdure.envs.pose import Array, Pose

from . import inverse
from .path import Path
from .scratch import Load, Scratch

SPACING = 0.03  # between the poses that are tried [m]
JUMP = 1.2  # greatest change of a joint between neighbours [rad]


@dataclass(frozen=True, eq=False)
class Leg:
    """A piece of motion with one rule about what may be touched.

    Attributes:
        poses: the straight pieces of the grip site's path.
        clearance: distance that the arm keeps from everything else [m]; negative lets shapes overlap that far.
        load: what is carried.
        scrape: the same for the load.
        allowed: bodies or instances that the fingers and the load may touch.
    """

    poses: Sequence[Pose]
    clearance: float = 0.010
    load: Load | None = None
    scrape: float = 0.010
    allowed: frozenset[str] = frozenset()


def follow(scratch: Scratch, legs: Sequence[Leg], joints: Array) -> Array | None:
    """Return the joint positions (n,) at the end of legs begun at `joints`, or None when the arm cannot follow them.

    The first pose of every leg is where the arm is then; it is not checked.
    """
    here = joints
    for leg in legs:
        for pose in Path(leg.poses).samples(SPACING)[1:]:
            there = inverse.solve(scratch, pose, here)
            if there is None or np.abs(there - here).max() > JUMP:
                return None
            arm, load = scratch.clearance(there, leg.load, leg.allowed)
            if arm < leg.clearance or (leg.load is not None and load < leg.scrape):
                return None
            here = there
    return here
