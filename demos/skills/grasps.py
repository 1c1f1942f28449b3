"""Which holds of an object the open hand gets at, the soundest first; what was found out is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np

from perdure.envs.pose import Array, Pose

from ..planning import inverse
from ..planning.dexterity import dexterity, is_sound
from ..planning.feasible import Leg, follow
from ..planning.scratch import Scratch
from ..planning.transit import Transit, plan
from .context import Context
from .holds import Hold, backed, cramped, leaning, lying, ranked

CLOSING = 0.01  # between the widths at which closing fingers are looked at [m]
TIGHT = 0.001  # kept from everything while the open fingers go around something [m]


@dataclass(frozen=True, eq=False)
class Candidate:
    """A hold that the arm reaches.

    Attributes:
        hold: the hold.
        joints: (n,) of the arm there [rad].
        sound: whether it is far from singularities and from the ends of the joints.
    """

    hold: Hold
    joints: Array
    sound: bool


class Grasps:
    """The holds of an object where it is now.

    Args:
        context: the world.
        instance: the object.
    """

    def __init__(self, context: Context, instance: str) -> None:
        self._context, self._scratch, self._instance = context, context.scratch(), instance
        self._pose, self._asset = context.simulation.pose(instance), context.simulation.assets[instance]
        self._holds: dict[bool, list[Hold]] = {}
        self._reached: dict[Hold, Candidate | None] = {}
        self._ways: dict[Candidate, Transit | None] = {}

    def candidates(self, *, sideways: bool, sound: bool) -> Iterator[Candidate]:
        """Yield the holds that the arm reaches: sound ones, the most natural first, or others, the freest first.

        Args:
            sideways: with a hand that lies, to reach through an opening to the side.
            sound: which ones.
        """
        if sideways not in self._holds:
            self._holds[sideways] = self._list(sideways)
        found = (one for hold in self._holds[sideways] if (one := self._reach(hold)) is not None and one.sound == sound)
        yield from found if sound else sorted(found, key=lambda one: -dexterity(self._scratch, one.joints))

    def way(self, candidate: Candidate) -> Transit | None:
        """Return a way to a hold, None when there is none."""
        if candidate not in self._ways:
            self._ways[candidate] = approach(self._scratch, self._context, candidate.hold.at(self._pose))
        return self._ways[candidate]

    def _list(self, sideways: bool) -> list[Hold]:
        natural = ranked(self._asset.grasps, self._pose, self._context.eef.rotation)
        if not sideways:
            return [*natural, *(other for hold in natural for other in leaning(hold)), *cramped(natural)]
        families = [lying(hold, self._asset) for hold in sorted(natural, key=lambda hold: hold.kind != "bar")]
        return [hold for row in zip_longest(*families) for hold in row if hold]

    def _reach(self, hold: Hold) -> Candidate | None:
        if hold not in self._reached:
            self._reached[hold] = self._try(hold)
        return self._reached[hold]

    def _try(self, hold: Hold) -> Candidate | None:
        scratch = self._scratch
        _open(scratch, self._context)
        joints = inverse.solve(scratch, hold.at(self._pose), self._context.joints)
        if joints is None or scratch.clearance(joints)[0] < TIGHT or not self._closes(hold, joints):
            return None
        return Candidate(hold, joints, is_sound(scratch, joints))

    def _closes(self, hold: Hold, joints: Array) -> bool:
        """Tell whether nothing but the object comes between the fingers, such as the wall of a drawer that it is in."""
        allowed = frozenset({self._instance})
        for width in np.arange(hold.width + CLOSING, self._context.simulation.arm.robot.gripper.span, CLOSING):
            self._scratch.spread(width)
            if self._scratch.clearance(joints, allowed=allowed)[0] < 0.0:
                return False
        return True


def approach(scratch: Scratch, context: Context, hand: Pose) -> Transit | None:
    """Return a way to where the open hand can go straight in to a hold; its joints are those at the hold."""
    _open(scratch, context)
    before = backed(hand)
    way = plan(scratch, context.eef, context.joints, before)
    if way is None:
        return None
    end = follow(scratch, [Leg((before, hand), TIGHT)], way.joints)
    return None if end is None else Transit(way.poses, end)


def sound_first(scratch: Scratch, context: Context, holds: Sequence[Hold], part: Pose) -> list[Hold]:
    """Return the holds of a part in their order, but those last that are near a singularity or the end of a joint."""

    def unsound(hold: Hold) -> bool:
        joints = inverse.solve(scratch, hold.at(part), context.joints)
        return joints is None or not is_sound(scratch, joints)

    return sorted(holds, key=unsound)


def _open(scratch: Scratch, context: Context) -> None:
    scratch.sync(context.simulation)
    scratch.spread(context.simulation.arm.robot.gripper.span)
