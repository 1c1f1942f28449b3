"""Close and open the fingers after a short hesitation, and wait until they have."""

from __future__ import annotations

from collections.abc import Iterator

from perdure.envs.pose import Pose

from .context import CLOSED, OPEN, Action, Context
from .failure import Slipped

STILL = 0.0008  # fingers that come closer by less than this per control step have arrived [m]
NOTHING = 0.002  # between fingers that hold nothing [m]
_BEGIN = 3  # control steps until the fingers surely move
_LONGEST = 25


def close(context: Context, hand: Pose) -> Iterator[Action]:
    """Close the fingers around something, keeping the hand where it is, until they rest on it.

    Raises:
        Slipped: there is nothing between them.
    """
    yield from _hesitate(context, hand, OPEN)
    before = context.width
    for step in range(_LONGEST):
        yield context.towards(hand, CLOSED)
        width = context.width
        if step >= _BEGIN and before - width < STILL:
            break
        before = width
    if context.width < NOTHING:
        raise Slipped("nothing between the fingers")


def release(context: Context, hand: Pose, room: float = 0.012) -> Iterator[Action]:
    """Open the fingers by some room, or as far as they go, keeping the hand where it is."""
    yield from _hesitate(context, hand, CLOSED)
    enough = min(context.width + room, context.simulation.arm.robot.gripper.span - 0.006)
    for _ in range(_LONGEST):
        if context.width >= enough:
            return
        yield context.towards(hand, OPEN)


def _hesitate(context: Context, hand: Pose, gripper: float) -> Iterator[Action]:
    for _ in range(int(context.rng.integers(context.style.pause + 1))):
        yield context.towards(hand, gripper)
