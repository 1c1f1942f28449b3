"""Place: carry what is held to a spot, level it, put it down, let go, back off."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from perdure.envs.pose import Pose

from ..planning.rotations import UP, straight
from ..planning.scratch import Load
from . import carry
from .context import CLOSED, OPEN, Action, Context
from .failure import NoPlan, Slipped
from .fingers import release
from .holds import backed
from .move import move
from .slide import slide

_EASE = 0.002  # what touches down before it should is let go of soon [m]
_LOST = 4  # control steps in a row without contact, after which a thing counts as dropped


def place(context: Context, instance: str, where: Callable[[], list[Pose]]) -> Iterator[Action]:
    """Put a held object down at one of some spots and back off.

    Args:
        context: the world.
        instance: what is held.
        where: gives poses of the object, the best first, looked up again before every action: what they are on may be
            pushed. Only their positions matter, the object keeps its yaw.

    Raises:
        NoPlan: no spot can be reached.
        Slipped: it was dropped on the way.
    """
    start = context.eef
    scratch = context.scratch()
    load = Load(instance, start.inverse() @ context.simulation.pose(instance))
    way = carry.plan(scratch, context, load, start, context.joints, where())
    if way is None:
        raise NoPlan(f"no way to carry {instance}")
    upright, missing = straight(start.rotation), 0

    def end() -> Pose:
        return carry.hand_at(where()[way.spot], upright, context.eef.inverse() @ context.simulation.pose(instance))

    def waypoints() -> list[Pose]:
        return carry.corners(start, end(), way.height)[:-1]

    def dropped() -> bool:
        nonlocal missing
        missing = 0 if context.simulation.held(instance) else missing + 1
        if missing >= _LOST:
            raise Slipped(f"{instance} was dropped")
        return False

    yield from move(context, waypoints, CLOSED, done=dropped)
    yield from slide(context, end, -UP, CLOSED, near=0.006, ease=_EASE, done=dropped)
    yield from release(context, end())
    yield from retreat(context)


def retreat(context: Context, far: float = 0.09) -> Iterator[Action]:
    """Back off with open fingers, the way the hand came."""
    back = backed(context.eef, far)
    yield from move(context, lambda: [back], OPEN)
