"""Swing: open a hinged door by its handle, or by its inner edge where it is ajar."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from perdure.envs.assets.asset import Articulation
from perdure.envs.pose import Pose

from ..planning.transit import Transit
from . import edge
from .articulated import joint_of
from .context import CLOSED, Action, Context
from .failure import NoPlan, Slipped
from .fingers import close, release
from .guide import Guide, along, begin, how_far
from .holds import Hold, ranked
from .pick import approach, enter
from .place import retreat

BEYOND = 0.12  # opened this much more than needed [rad]
AJAR = 0.45  # opened this far, the inner edge can be reached [rad]
TURNING = (1.0, 0.6, 0.3, 0.0)  # shares of the door's turn that the hand makes too: round handles turn in the fingers


def swing(context: Context, instance: str, part: Articulation) -> Iterator[Action]:
    """Open a door and back off.

    Raises:
        NoPlan: neither its handle nor its inner edge can be reached, or the arm cannot go along.
        Slipped: the handle was missed or lost.
    """
    simulation = context.simulation
    wanted = min(part.open_at + BEYOND, joint_of(simulation.assets[instance], part).range[1] - 0.02)
    if simulation.joint(instance, part.part) < AJAR:
        yield from _by_handle(context, instance, part, wanted)
    if simulation.joint(instance, part.part) < part.open_at:
        yield from edge.sweep(context, instance, part, wanted, inner=True)


def _by_handle(context: Context, instance: str, part: Articulation, wanted: float) -> Iterator[Action]:
    simulation = context.simulation
    hold, way, turning, far = _choose(context, instance, part, wanted)

    def hand() -> Pose:
        return hold.at(simulation.pose(instance, part.part))

    yield from enter(context, way, hand)
    yield from close(context, hand())
    guide = begin(simulation, instance, part, hand(), turning)
    yield from along(context, guide, far, CLOSED, lambda value: value >= far - 0.01)
    if simulation.joint(instance, part.part) < min(far, part.open_at) - 0.02:
        raise Slipped("the handle slipped")
    yield from release(context, context.eef)
    yield from retreat(context)


def _choose(
    context: Context, instance: str, part: Articulation, wanted: float
) -> tuple[Hold, Transit, float, float]:
    """Return a hold, the way to it, the hand's share of the turn, and how far the door then gets."""
    scratch, simulation = context.scratch(), context.simulation
    frame = simulation.pose(instance, part.part)
    best: tuple[float, tuple[Hold, Transit, float, float] | None] = (AJAR, None)
    for hold in ranked(part.handles, frame, context.eef.rotation):
        way = approach(scratch, context, hold.at(frame))
        if way is None:
            continue
        scratch.spread(hold.width)
        for turning in TURNING:
            guide = begin(simulation, instance, part, hold.at(frame), turning)
            far = how_far(scratch, simulation, guide, wanted, way.joints)
            if far >= wanted - 1e-6:
                return hold, way, turning, far
            if far > best[0]:
                best = far, (hold, way, turning, far)
    if best[1] is None:
        raise NoPlan(f"no way to open {instance} {part.name}".rstrip())
    return best[1]
