"""Home: bring the hand back to where an episode begins, from where more can be reached."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perdure.envs.pose import Pose

from ..planning.transit import plan
from .context import CLOSED, OPEN, Action, Context
from .failure import SkillError
from .move import move

_HIGH = 1.25  # over the top when no way is known [m]


def go_home(context: Context) -> Iterator[Action]:
    """Go to the pose of the hand at the start, holding on to what is held; it gives up without complaint."""
    scratch, simulation = context.scratch(), context.simulation
    home = scratch.move(scratch.arm.home)
    scratch.sync(simulation)
    held = any(simulation.held(name) for name in simulation.task.objects)
    way = plan(scratch, context.eef, context.joints, home)
    up = Pose(np.array([*context.eef.position[:2], _HIGH]), context.eef.rotation)
    try:
        yield from move(context, lambda: way.poses if way else (up, home), CLOSED if held else OPEN)
    except SkillError:
        return
