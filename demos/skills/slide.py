"""Slide: go straight to a pose along a given direction, keeping off to neither side."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from perdure.envs.pose import Array, Pose

from ..planning.rotations import angle_between
from .context import Action, Context
from .failure import Slipped
from .patience import EASE, Patience

AHEAD = 0.045  # the hand is drawn to a point this far ahead [m]
ROOM = 0.012  # side error at which it stops advancing, when it is nearly there; further back more is allowed [m]
_FUNNEL = 0.25  # how much more, per metre that is left
_LEVER = 0.05  # a turn counts as this much side error [m/rad]


def slide(
    context: Context,
    goal: Callable[[], Pose],
    axis: Array,
    gripper: float,
    *,
    near: float = 0.005,
    ease: float = EASE,
    done: Callable[[], bool] | None = None,
) -> Iterator[Action]:
    """Go to a pose along an axis. What it does depends on where the hand is now, on nothing that was before.

    A hand that is pushed to the side first comes back to the axis, then goes on.

    Args:
        context: the world.
        goal: gives the pose, looked up again before every action: it may move.
        axis: (3,) unit direction in the world in which to arrive.
        gripper: OPEN or CLOSED.
        near: distance at which the goal is reached [m]; under lasting disturbance more and more will do.
        ease: by how much more, per control step without getting closer [m].
        done: ends it early.

    Raises:
        Slipped: it does not get on any more.
    """
    patience = Patience(ease)
    while True:
        target, eef = goal(), context.eef
        offset = target.position - eef.position
        left = float(offset @ axis)
        side = float(np.linalg.norm(offset - left * axis)) + _LEVER * angle_between(eef.rotation, target.rotation)
        if done is not None and done():
            return
        if abs(left) < patience.eased(near) and side < patience.eased(near + 0.002):
            return
        patience.note(max(left, 0.0) + side)
        if patience.exhausted:
            raise Slipped("stuck on the way")
        lead = AHEAD * max(0.0, 1.0 - side / (ROOM + _FUNNEL * max(left, 0.0)))
        back = max(0.0, left - lead)
        yield context.towards(Pose(target.position - back * axis, target.rotation), gripper, context.speed)
