"""Push: close a drawer with closed fingers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from perdure.envs.assets.asset import Articulation
from perdure.envs.pose import Array, Pose

from ..planning.feasible import Leg, follow
from ..planning.rotations import UP, angle_between, hand_rotation
from ..planning.transit import Transit, plan
from .articulated import axis_of, moving_with
from .context import CLOSED, Action, Context
from .failure import NoPlan, Slipped
from .move import move
from .slide import slide

TILTS = np.radians((45, 30, 60, 15, 0, 75))  # of the hand, from straight down towards where it pushes
BEFORE = 0.06  # begins this far in front [m]
TIP = 0.012  # half thickness of the closed fingers [m]
_BEYOND = 0.02  # led this much further, against friction [m]


def push(context: Context, instance: str, part: Articulation) -> Iterator[Action]:
    """Push a drawer shut and back off.

    Raises:
        NoPlan: its front cannot be reached.
        Slipped: it did not close.
    """
    simulation = context.simulation
    way, start = _choose(context, instance, part)
    inward = -axis_of(simulation, instance, part)
    yield from move(context, lambda: way.poses, CLOSED)
    left = simulation.joint(instance, part.part)
    end = Pose(start.position + (BEFORE + left + _BEYOND) * inward, start.rotation)
    shut = lambda: simulation.joint(instance, part.part) <= 0.5 * part.close_at  # noqa: E731
    yield from slide(context, lambda: end, inward, CLOSED, done=shut)
    if simulation.joint(instance, part.part) > part.close_at:
        raise Slipped("it did not close")
    back = Pose(context.eef.position - BEFORE * inward + 0.02 * UP, start.rotation)
    yield from move(context, lambda: [back], CLOSED)


def _choose(context: Context, instance: str, part: Articulation) -> tuple[Transit, Pose]:
    scratch, simulation = context.scratch(), context.simulation
    scratch.spread(0.0)
    inward = -axis_of(simulation, instance, part)
    left, touching = simulation.joint(instance, part.part), moving_with(simulation, instance, part)
    for point, rotation in product(_points(context, instance, part), _rotations(inward, context.eef.rotation)):
        start = Pose(point - (BEFORE + TIP) * inward, rotation)
        way = plan(scratch, context.eef, context.joints, start)
        if way is None:
            continue
        end = Pose(start.position + (BEFORE + left) * inward, rotation)
        if follow(scratch, [Leg((start, end), 0.0, allowed=touching)], way.joints) is not None:
            return way, start
    raise NoPlan(f"no way to push {instance} {part.name}")


def _points(context: Context, instance: str, part: Articulation) -> list[Array]:
    """Return where to push, on either side of the handle (fronts are symmetric), nearest to the robot first."""
    x, y, z = part.push
    frame, base = context.simulation.pose(instance, part.part), context.simulation.base.position
    points = [frame.point(np.array([side * x, y, z])) for side in (1.0, -1.0)]
    return sorted(points, key=lambda point: float(np.linalg.norm(point - base)))


def _rotations(inward: Array, hand: Array) -> list[Array]:
    """Return rotations of the hand, tilted towards where it pushes, fingers beside each other or above each other."""
    side = np.cross(inward, UP)
    found = []
    for tilt in TILTS:
        approach = np.sin(tilt) * inward - np.cos(tilt) * UP
        turns = [hand_rotation(approach, sign * side) for sign in (1.0, -1.0)]
        found.append(min(turns, key=lambda turn: angle_between(hand, turn)))
    return found
