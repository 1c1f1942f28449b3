"""Swing: open a hinged door by its handle, or by its inner edge where it is ajar; and close it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from perdure.envs.assets.asset import Articulation
from perdure.envs.pose import Pose

from ..planning.transit import Transit
from . import edge
from .articulated import joint_of
from .context import CLOSED, Action, Context
from .failure import NoPlan, Slipped
from .fingers import close, release
from .grasps import approach
from .guide import along, begin, how_far
from .holds import Hold, ranked
from .pick import enter
from .place import retreat

BEYOND = 0.12  # opened this much more than needed [rad]
AJAR = 0.45  # opened this far, the inner edge can be reached; less is not worth a try by the handle [rad]
TURNING = (1.0, 0.6, 0.3, 0.0)  # shares of the door's turn that the hand makes too, the less the easier to slip off


def swing(context: Context, instance: str, part: Articulation) -> Iterator[Action]:
    """Open a door and back off.

    Raises:
        NoPlan: neither its handle nor its inner edge can be reached, or the arm cannot go along.
        Slipped: the handle was missed or lost.
    """
    simulation = context.simulation
    wanted = min(part.open_at + BEYOND, joint_of(simulation.assets[instance], part).range[1] - 0.02)
    try:
        yield from _by_handle(context, instance, part, wanted)
    except NoPlan:
        if simulation.joint(instance, part.part) < AJAR:
            raise
    if simulation.joint(instance, part.part) < part.open_at:
        yield from edge.sweep(context, instance, part, wanted, inner=True)


def shut(context: Context, instance: str, part: Articulation) -> Iterator[Action]:
    """Close a door, by pushing its outside or else by its handle, and back off.

    Raises:
        NoPlan: neither can be reached, or the arm cannot go along.
        Slipped: it did not close.
    """
    try:
        yield from edge.sweep(context, instance, part, 0.0, inner=False)
    except NoPlan:  # doors hinged below lie on their outside
        yield from _by_handle(context, instance, part, 0.0)
        if context.simulation.joint(instance, part.part) > part.close_at:
            yield from edge.sweep(context, instance, part, 0.0, inner=False)


def _by_handle(context: Context, instance: str, part: Articulation, wanted: float) -> Iterator[Action]:
    """Turn a door by its handle as far towards an angle [rad] as the arm goes, let go and back off."""
    simulation = context.simulation
    reach = _choose(context, instance, part, wanted)

    def hand() -> Pose:
        return reach.hold.at(simulation.pose(instance, part.part))

    def left(value: float) -> float:
        return abs(reach.far - value) if (reach.far - value) * (wanted - reach.start) > 0 else 0.0

    yield from enter(context, reach.way, hand)
    yield from close(context, hand())
    guide = begin(simulation, instance, part, hand(), reach.turning)
    yield from along(context, guide, reach.far, CLOSED, lambda value: left(value) < 0.01)
    if left(simulation.joint(instance, part.part)) > 0.05:
        raise Slipped("the handle slipped")
    yield from release(context, context.eef)
    yield from retreat(context)


@dataclass(frozen=True, eq=False)
class _Reach:
    """A hold of the handle, the way to it, the hand's share of the turn, and the door's angle before and after."""

    hold: Hold
    way: Transit
    turning: float
    start: float
    far: float


def _choose(context: Context, instance: str, part: Articulation, wanted: float) -> _Reach:
    scratch, simulation = context.scratch(), context.simulation
    frame, start = simulation.pose(instance, part.part), simulation.joint(instance, part.part)
    holds = ranked(part.handles, frame, context.eef.rotation)
    ways = [approach(scratch, context, hold.at(frame)) for hold in holds]
    best: _Reach | None = None
    for turning, (hold, way) in product(TURNING, zip(holds, ways, strict=True)):
        if way is None:
            continue
        scratch.spread(hold.width)
        guide = begin(simulation, instance, part, hold.at(frame), turning)
        far = how_far(scratch, simulation, guide, wanted, way.joints)
        if abs(far - wanted) < 1e-6:
            return _Reach(hold, way, turning, start, far)
        if abs(far - start) > (abs(best.far - start) if best else AJAR):
            best = _Reach(hold, way, turning, start, far)
    if best is None:
        raise NoPlan(f"no way to turn the door of {instance} by its handle")
    return best
