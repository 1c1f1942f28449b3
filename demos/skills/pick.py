"""Pick: reach for an object and close the fingers on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

import numpy as np

from perdure.envs.pose import Pose

from ..planning import inverse
from ..planning.dexterity import dexterity
from ..planning.feasible import Leg, follow
from ..planning.scratch import Load, Scratch
from ..planning.transit import Transit, plan
from .context import OPEN, Action, Context
from .failure import NoPlan, Slipped
from .fingers import close
from .holds import Hold, backed, leaning, lying, ranked
from .move import move
from .place import find
from .slide import slide
from .spots import Spot, Tiers

TIGHT = 0.001  # kept from everything while the open fingers go around something [m]
DEXTEROUS = 0.055  # with less than this the hand drifts while the fingers close [m/rad]
_SHIFTED = 0.04  # an object that has moved this far since planning is planned for again [m]


@dataclass(frozen=True, eq=False)
class Reach:
    """A hold and a way to it."""

    hold: Hold
    way: Transit


def pick(context: Context, instance: str, tiers: Tiers) -> Iterator[Action]:
    """Take hold of an object, in a way that lets it be put down at one of some spots.

    Args:
        context: the world.
        instance: what to take.
        tiers: spots, at any of which it shall be in the end.

    Raises:
        NoPlan: it cannot be reached.
        Slipped: it was not caught.
    """
    reach = choose(context, instance, tiers)
    seen = context.simulation.pose(instance)
    target = reach.hold.at(seen)

    def hand() -> Pose:
        shift = context.simulation.pose(instance).position - seen.position
        if np.linalg.norm(shift) > _SHIFTED:
            raise Slipped("it was pushed away")
        return Pose(target.position + shift, target.rotation)

    yield from enter(context, reach.way, hand)
    yield from close(context, hand())


def enter(context: Context, way: Transit, hand: Callable[[], Pose]) -> Iterator[Action]:
    """Go the way to the front of a hold, then straight in."""
    *via, _ = way.poses
    yield from move(context, lambda: [*via, backed(hand())], OPEN)
    yield from slide(context, hand, hand().rotation[:, 2], OPEN)


def choose(context: Context, instance: str, tiers: Tiers) -> Reach:
    """Return the most natural hold that can be reached, far from singularities, and that also works where the object
    goes; where all are near one, the farthest.

    Raises:
        NoPlan: there is none.
    """
    scratch = context.scratch()
    for spots in tiers:
        found = list(islice(_reaches(scratch, context, instance, spots), context.style.grasps))
        if found:
            return found[int(context.rng.integers(len(found)))] if len(found) > 1 else found[0]
    raise NoPlan(f"no grasp of {instance}" if tiers else f"no room for {instance}")


def _reaches(scratch: Scratch, context: Context, instance: str, spots: Sequence[Spot]) -> Iterator[Reach]:
    """Yield the holds that can be reached and from which things go on, the best first."""
    pose, asset = context.simulation.pose(instance), context.simulation.assets[instance]
    natural = ranked(asset.grasps, pose, context.eef.rotation)
    if all(spot.opening is not None for spot in spots):
        families = [lying(hold, asset) for hold in sorted(natural, key=lambda hold: hold.kind != "bar")]
        candidates = [hold for row in zip_longest(*families) for hold in row if hold]
    else:
        candidates = [*natural, *(leant for hold in natural for leant in leaning(hold))]
    for hold in _sound_first(scratch, context, pose, candidates):
        way = approach(scratch, context, hold.at(pose))
        if way is not None and _goes_on(scratch, context, instance, hold, way, spots):
            yield Reach(hold, way)


def _sound_first(scratch: Scratch, context: Context, pose: Pose, holds: Sequence[Hold]) -> Iterator[Hold]:
    """Yield the holds far from singularities in their order, then the others, the farthest first."""
    scratch.sync(context.simulation)
    poor: list[tuple[float, Hold]] = []
    for hold in holds:
        joints = inverse.solve(scratch, hold.at(pose), context.joints)
        freedom = 0.0 if joints is None else dexterity(scratch, joints)
        if freedom >= DEXTEROUS:
            yield hold
        else:
            poor.append((freedom, hold))
    yield from (hold for _, hold in sorted(poor, key=lambda item: -item[0]))


def approach(scratch: Scratch, context: Context, hand: Pose) -> Transit | None:
    """Return a way to where the open hand can go straight in to a hold; its joints are those at the hold."""
    scratch.sync(context.simulation)
    scratch.spread(context.simulation.arm.robot.gripper.span)
    before = backed(hand)
    way = plan(scratch, context.eef, context.joints, before)
    if way is None:
        return None
    end = follow(scratch, [Leg((before, hand), TIGHT)], way.joints)
    return None if end is None else Transit(way.poses, end)


def _goes_on(
    scratch: Scratch, context: Context, instance: str, hold: Hold, way: Transit, spots: Sequence[Spot]
) -> bool:
    pose = context.simulation.pose(instance)
    scratch.spread(hold.width)
    load = Load(instance, hold.hand.inverse())
    return find(scratch, context, load, hold.at(pose), way.joints, spots) is not None
