"""Pull: take a drawer or a door by its handle and open it."""

from __future__ import annotations

from collections.abc import Iterator

from perdure.envs.assets.asset import Articulation
from perdure.envs.pose import Pose

from ..planning.transit import Transit
from .articulated import axis_of, joint_of
from .context import CLOSED, Action, Context
from .failure import NoPlan, Slipped
from .fingers import close, release
from .grasps import approach, sound_first
from .guide import begin, how_far
from .holds import Hold, ranked
from .pick import enter
from .place import retreat
from .slide import slide

BEYOND = 0.02  # opened this much more than needed [m]
_OVERSHOOT = 0.015  # the hand is led this much further, against the drawer's friction [m]


def pull(context: Context, instance: str, part: Articulation, beyond: float = BEYOND) -> Iterator[Action]:
    """Open a drawer by its handle, let go and back off.

    Args:
        context: the world.
        instance: what has the drawer.
        part: the drawer.
        beyond: how much further than needed to open it, as far as it goes [m].

    Raises:
        NoPlan: no handle can be reached.
        Slipped: the handle was missed or lost.
    """
    simulation = context.simulation
    wanted = min(part.open_at + beyond, joint_of(simulation.assets[instance], part).range[1] - 0.005)
    hold, way = _choose(context, instance, part, wanted)

    def hand() -> Pose:
        return hold.at(simulation.pose(instance, part.part))

    yield from enter(context, way, hand)
    yield from close(context, hand())
    start, axis = context.eef, axis_of(simulation, instance, part)
    left = wanted - simulation.joint(instance, part.part)
    end = Pose(start.position + (left + _OVERSHOOT) * axis, hand().rotation)
    is_open = lambda: simulation.joint(instance, part.part) >= wanted  # noqa: E731
    yield from slide(context, lambda: end, axis, CLOSED, done=is_open)
    if simulation.joint(instance, part.part) < part.open_at:
        raise Slipped("the handle slipped")
    yield from release(context, context.eef)
    yield from retreat(context)


def _choose(context: Context, instance: str, part: Articulation, wanted: float) -> tuple[Hold, Transit]:
    scratch, simulation = context.scratch(), context.simulation
    frame = simulation.pose(instance, part.part)
    for hold in sound_first(scratch, context, ranked(part.handles, frame, context.eef.rotation), frame):
        hand = hold.at(frame)
        way = approach(scratch, context, hand)
        if way is None:
            continue
        scratch.spread(hold.width)
        guide = begin(simulation, instance, part, hand, 1.0)
        if how_far(scratch, simulation, guide, wanted, way.joints) == wanted:
            return hold, way
    raise NoPlan(f"no way to pull {instance} {part.name}")
