"""Pick: reach for an object and close the fingers on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from perdure.envs.pose import Pose

from ..planning.scratch import Load
from ..planning.transit import Transit
from .context import OPEN, Action, Context
from .failure import NoPlan, Slipped
from .fingers import close
from .grasps import Candidate, Grasps
from .holds import Hold, backed
from .move import move
from .place import BEFOREHAND, WIDES, find, may_fit
from .slide import slide
from .spots import Spot, Tiers

SAG = 0.3  # what is held by its rim may turn this far in the fingers [rad]
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
    context.tried.append((instance, reach.hold))
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
    found = list(islice(_reaches(context, instance, tiers), context.style.grasps))
    if not found:
        raise NoPlan(f"no grasp of {instance}" if tiers else f"no room for {instance}")
    return found[int(context.rng.integers(len(found)))] if len(found) > 1 else found[0]


def _reaches(context: Context, instance: str, tiers: Tiers) -> Iterator[Reach]:
    """Yield the holds that can be reached and from which things go on: sound ones to any spot, then others.

    Those that were tried before come last.
    """
    grasps, tried = Grasps(context, instance), [hold for name, hold in context.tried if name == instance]
    agains = (False, True) if tried else (False,)
    for again, wides, sound, spots in product(agains, WIDES[:BEFOREHAND], (True, False), tiers):
        sideways = all(spot.opening is not None for spot in spots)
        for one in grasps.candidates(sideways=sideways, sound=sound):
            if again == any(one.hold.resembles(hold) for hold in tried):
                way = _way(context, instance, grasps, one, spots, wides)
                if way is not None:
                    yield Reach(one.hold, way)


def _way(
    context: Context, instance: str, grasps: Grasps, one: Candidate, spots: Sequence[Spot], wides: Sequence[float]
) -> Transit | None:
    """Return a way to a hold from which the object goes on to any of some spots, None when there is none."""
    pose, scratch = context.simulation.pose(instance), context.scratch()
    scratch.spread(one.hold.width)
    load, hand = Load(instance, one.hold.carried()), one.hold.at(pose)
    sags = (0.0, SAG) if one.sound and one.hold.kind == "rim" else (0.0,)
    loads = (Load(instance, one.hold.carried(sag)) for sag in sags)
    if not all(may_fit(scratch, context, each, hand, one.joints, spots, wides[-1], sound=one.sound) for each in loads):
        return None
    way = grasps.way(one)
    if way is None:
        return None
    scratch.sync(context.simulation)
    scratch.spread(one.hold.width)
    found = find(scratch, context, load, hand, way.joints, spots, wides, sound=one.sound)
    return None if found is None else way
