"""Getting from here to there without touching anything: straight, or over the top."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from perdure.envs.pose import Array, Pose

from . import inverse
from .feasible import Leg, follow
from .rotations import blend
from .scratch import Load, Scratch

HEIGHTS = (1.00, 1.05, 1.10, 1.15, 1.20, 1.25, 1.30)  # of the grip site in the world, when going over the top [m]
CLEARANCE = 0.010  # kept on the way; tracking wanders by less [m]


@dataclass(frozen=True, eq=False)
class Transit:
    """A way that can be gone: poses after the start up to the goal, and the joints at its end."""

    poses: tuple[Pose, ...]
    joints: Array


def plan(
    scratch: Scratch, start: Pose, joints: Array, goal: Pose, load: Load | None = None, *, over: bool = False
) -> Transit | None:
    """Return the first way from start to goal that keeps its distance from everything, or None.

    Args:
        scratch: the world.
        start: pose of the grip site now.
        joints: (n,) there.
        goal: pose to reach.
        load: what is carried.
        over: go up first even where the straight way would be free.
    """
    if not _fits(scratch, goal, joints, load):
        return None
    for poses in _ways(start, goal, over):
        end = follow(scratch, [Leg((start, *poses), CLEARANCE, load, CLEARANCE)], joints)
        if end is not None:
            return Transit(poses, end)
    return None


def _fits(scratch: Scratch, goal: Pose, joints: Array, load: Load | None) -> bool:
    """Tell whether the arm gets to the goal at all, from where it is or from home; quicker than to look for ways."""
    there = inverse.solve(scratch, goal, joints)
    if there is None:
        there = inverse.solve(scratch, goal, scratch.arm.home)
    return there is not None and min(scratch.clearance(there, load)) >= CLEARANCE


def _ways(start: Pose, goal: Pose, over: bool) -> Iterator[tuple[Pose, ...]]:
    """Yield ways, the most direct first: straight, then up, across and down."""
    if not over:
        yield (goal,)
    for height in HEIGHTS:
        if height > start.position[2] + 0.01 or height > goal.position[2] + 0.01:
            yield (*_arch(start, goal, height), goal)


def _arch(start: Pose, goal: Pose, height: float) -> Sequence[Pose]:
    """Return the corners of an arch: both ends lifted to a height, where they are lower."""
    lifted = []
    for share, end in ((0.1, start), (0.9, goal)):
        if end.position[2] < height - 0.01:
            position = np.array([end.position[0], end.position[1], height])
            lifted.append(Pose(position, blend(start, goal, share).rotation))
    return lifted
