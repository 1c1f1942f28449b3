"""Home: bring the hand back to where an episode begins, from where more can be reached."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perdure.envs.pose import Array, Pose

from ..planning.rotations import levelled, turn_between, turned
from ..planning.transit import plan
from .context import CLOSED, OPEN, Action, Context
from .failure import SkillError
from .move import move

_LEANING = 0.8  # hands that lean further lie [rad]
_HIGH = 1.25  # over the top when no way is known [m]


def go_home(context: Context) -> Iterator[Action]:
    """Go to the pose of the hand at the start, holding on to what is held; it gives up without complaint."""
    scratch, simulation = context.scratch(), context.simulation
    home = scratch.move(scratch.arm.home)
    scratch.sync(simulation)
    held = next((name for name in simulation.task.objects if simulation.held(name)), None)
    if held is not None:
        home = Pose(home.position, _level(home.rotation, context.eef.rotation.T @ simulation.pose(held).rotation))
    way = plan(scratch, context.eef, context.joints, home)
    up = Pose(np.array([*context.eef.position[:2], _HIGH]), context.eef.rotation)
    try:
        yield from move(context, lambda: way.poses if way else (up, home), CLOSED if held else OPEN)
    except SkillError:
        return


def _level(hand: Array, held: Array) -> Array:
    """Return a rotation of the hand turned so that what it holds is level; as it is where that takes a large turn.

    Args:
        hand: (3, 3) in the world.
        held: (3, 3) of what is held, in the frame of the hand.
    """
    turn = turn_between(hand @ held, levelled(hand @ held))
    return turned(hand, turn) if np.linalg.norm(turn) < _LEANING else hand
