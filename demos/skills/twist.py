"""Twist: take a knob from above and turn it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perdure.envs.assembly import part_name
from perdure.envs.assets.asset import Articulation
from perdure.envs.pose import Array, Pose

from ..planning.feasible import Leg, follow
from ..planning.rotations import angle_between, turned
from ..planning.transit import Transit
from .articulated import axis_of, joint_of
from .context import CLOSED, Action, Context
from .failure import NoPlan, Slipped
from .fingers import close, release
from .grasps import approach
from .holds import Hold, ranked
from .pick import enter
from .place import retreat

BEYOND = 0.25  # turned this much more than needed [rad]
_LEAD = 0.3  # the hand is led this far ahead of the knob: more, and the fingers slip around it [rad]
_LONGEST = 60  # control steps


def twist(context: Context, instance: str, part: Articulation, *, on: bool) -> Iterator[Action]:
    """Turn a knob on or off, let go and back off.

    Raises:
        NoPlan: the knob cannot be reached.
        Slipped: it was missed or slipped.
    """
    simulation = context.simulation
    low, high = joint_of(simulation.assets[instance], part).range
    wanted = min(part.open_at + BEYOND, high - 0.02) if on else max(part.close_at - BEYOND, low + 0.02)
    hold, way = _choose(context, instance, part, wanted)

    def hand() -> Pose:
        return hold.at(simulation.pose(instance, part.part))

    def turned_enough() -> bool:
        angle = simulation.joint(instance, part.part)
        return angle >= wanted if on else angle <= wanted

    yield from enter(context, way, hand)
    yield from close(context, hand())
    axis, sign = axis_of(simulation, instance, part), 1.0 if on else -1.0
    for _ in range(_LONGEST):
        if turned_enough():
            break
        frame = simulation.pose(instance, part.part)
        yield context.towards(_rotated(hold.at(frame), frame.position, sign * _LEAD * axis), CLOSED)
    angle = simulation.joint(instance, part.part)
    if angle < part.open_at if on else angle > part.close_at:
        raise Slipped("the knob slipped")
    yield from release(context, context.eef)
    yield from retreat(context)


def _choose(context: Context, instance: str, part: Articulation, wanted: float) -> tuple[Hold, Transit]:
    scratch, simulation = context.scratch(), context.simulation
    frame, axis = simulation.pose(instance, part.part), axis_of(simulation, instance, part)
    turn = (wanted - simulation.joint(instance, part.part)) * axis
    holds = ranked(part.handles, frame, context.eef.rotation)
    middle = lambda hold: angle_between(context.eef.rotation, turned(hold.at(frame).rotation, turn / 2))  # noqa: E731
    for hold in sorted(holds, key=middle):  # the wrist should turn as far before as after
        hand = hold.at(frame)
        way = approach(scratch, context, hand)
        if way is None:
            continue
        scratch.spread(hold.width)
        end = _rotated(hand, frame.position, turn)
        touching = frozenset({part_name(instance, part.part)})
        if follow(scratch, [Leg((hand, end), 0.0, allowed=touching)], way.joints) is not None:
            return hold, way
    raise NoPlan(f"no way to turn the knob of {instance}")


def _rotated(hand: Pose, centre: Array, turn: Array) -> Pose:
    """Return a pose turned about an axis through a point of the world."""
    rotation = turned(np.eye(3), turn)
    return Pose(centre + rotation @ (hand.position - centre), rotation @ hand.rotation)
