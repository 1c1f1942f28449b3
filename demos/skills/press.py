"""Press: push a button in with closed fingers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perdure.envs.assembly import part_name
from perdure.envs.assets.asset import Articulation
from perdure.envs.pose import Pose

from ..planning.feasible import Leg, follow
from ..planning.rotations import angle_between, hand_rotation, turned
from ..planning.transit import Transit, plan
from .context import CLOSED, Action, Context
from .failure import NoPlan, Slipped
from .holds import backed
from .move import move
from .slide import slide

BEFORE = 0.06  # begins this far in front [m]
TIP = 0.010  # from the grip site to the finger tips [m]
_BEYOND = 0.02  # led this much further than the end, against its spring [m]
_LEANS = np.radians((0, 20, -20, 40, -40))
_TURNS = np.radians((0, 90, 180, 270, 45, 135, 225, 315))  # of the hand about the approach


def press(context: Context, instance: str, part: Articulation) -> Iterator[Action]:
    """Press a button until it is on, and back off.

    Raises:
        NoPlan: it cannot be reached.
        Slipped: it did not go in.
    """
    simulation = context.simulation
    way, touch = _choose(context, instance, part)
    inward = touch.rotation[:, 2]
    yield from move(context, lambda: way.poses, CLOSED)
    end = Pose(touch.position + (part.open_at + _BEYOND) * inward, touch.rotation)

    def is_on() -> bool:
        return simulation.joint(instance, part.part) >= part.open_at

    yield from slide(context, lambda: end, inward, CLOSED, done=is_on)
    if not is_on():
        raise Slipped("the button did not go in")
    yield from move(context, lambda: [backed(touch)], CLOSED)


def _choose(context: Context, instance: str, part: Articulation) -> tuple[Transit, Pose]:
    """Return a way to the front of a button, and where the grip site is when the finger tips touch it."""
    scratch, simulation = context.scratch(), context.simulation
    scratch.spread(0.0)
    handle, frame = part.handles[0], simulation.pose(instance, part.part)
    point, inward = frame.point(np.array(handle.position)), frame.direction(np.array(handle.approach))
    facing = hand_rotation(inward, frame.direction(np.array(handle.close)))
    rotations = [
        turned(turned(facing, turn * inward), lean * frame.direction(np.array(handle.close)))
        for lean in _LEANS
        for turn in _TURNS
    ]
    for rotation in sorted(rotations, key=lambda rotation: round(angle_between(context.eef.rotation, rotation), 1)):
        touch = Pose(point - TIP * rotation[:, 2], rotation)
        before = backed(touch, BEFORE)
        way = plan(scratch, context.eef, context.joints, before)
        touching = frozenset({part_name(instance, part.part)})
        if way and follow(scratch, [Leg((before, touch), 0.0, allowed=touching)], way.joints) is not None:
            return way, touch
    raise NoPlan(f"no way to press the button of {instance}")
