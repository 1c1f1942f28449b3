"""Carrying a piece of a demonstration over to where things are now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from perdure.envs.kinematics import ORIGIN
from perdure.envs.pose import Pose
from perdure.envs.simulation import Simulation

from ..planning.path import distance
from ..planning.rotations import angle_between
from . import frames
from .segments import Segment

APART = 0.4  # between turns that are worth trying [rad]
MOST = 4  # turns
STRETCH = (0.2, 3.0)  # how much less or more than in the source a part may be moved
MIRRORED = Pose(np.zeros(3), np.diag([-1.0, -1.0, 1.0]))
"""Half a turn about the approach: the two fingers change places."""


@dataclass(eq=False)
class Transfer:
    """A piece and the rigid motion that brings it to the present world.

    A piece that takes a thing moves with the thing, one that puts a thing down with the place. One that moves a part
    goes with the part, which may have further or less far to go. A thing that is held differently than in the source is
    brought to where it was then: it, not the hand, is what shall be at the place.

    Attributes:
        segment: the piece.
        simulation: the present world; it is only read.
        turn: of the thing or place about its own z axis, which makes no difference to it [rad].
        spin: the same of the thing that is put down [rad].
        mirrored: whether the fingers change places.
    """

    segment: Segment
    simulation: Simulation
    turn: float = 0.0
    spin: float = 0.0
    mirrored: bool = False

    def __post_init__(self) -> None:
        goal, moments = self.segment.goal, self.segment.track.moments
        self._grip, self._source = ORIGIN, ORIGIN
        self._start = self._joint() if goal.kind == "move" else 0.0
        if goal.kind == "take":
            self._source = self.segment.begin.pose(goal.thing).inverse()
        elif goal.kind == "put":
            self._source = frames.place(moments[self.segment.contact], goal.atom, goal.thing)[0].inverse()
        self.look()

    def look(self) -> None:
        """Take note of where things are now; a piece follows what moves before it is touched."""
        goal = self.segment.goal
        if goal.kind == "move":
            self._frame = ORIGIN
        elif goal.kind == "take":
            self._frame = self.simulation.pose(goal.thing)
        else:
            self._frame, _ = frames.place(self.simulation, goal.atom, goal.thing)
            self._grip = self._held_then() @ frames.yaw(self.spin) @ self._held_now().inverse()

    def of(self, segment: Segment) -> Transfer:
        """Return the same for a longer or shorter piece of the same demonstration."""
        return replace(self, segment=segment)

    def target(self, step: int) -> Pose:
        """Return what the hand is told at a step of the source, in the world of now."""
        return self._carried(self.segment.track.targets[step], step)

    def hand(self, step: int) -> Pose:
        """Return where the hand should be at a step of the source, in the world of now."""
        return self._carried(self.segment.track.moments[step].hand, step)

    @property
    def change(self) -> float:
        """How far from where it was in the source the hand is at the contact [m], and how far it is turned.

        What is held has been taken in some way already: it is from the present that it should be turned little.
        """
        then, now = self.segment.track.moments[self.segment.contact].hand, self.hand(self.segment.contact)
        held = self.segment.goal.kind == "put"
        return distance(Pose(then.position, self.simulation.eef.rotation if held else then.rotation), now)

    @property
    def needless(self) -> bool:
        """Whether a part is already where the piece would bring it."""
        first, last = self._source_joints()
        return self.segment.goal.kind == "move" and (last - self._start) * (last - first) <= 0

    @property
    def missing(self) -> float:
        """What share of its way in the source a part has still to go."""
        first, last = self._source_joints()
        return (last - self._joint()) / (last - first)

    def _carried(self, pose: Pose, step: int) -> Pose:
        moved = self._motion(step) @ pose @ self._grip
        return moved @ MIRRORED if self.mirrored else moved

    def _motion(self, step: int) -> Pose:
        segment, goal = self.segment, self.segment.goal
        if goal.kind == "move":
            then = segment.track.moments[step].joint(goal.thing, goal.part)
            old = frames.part(segment.begin, goal.thing, goal.part, then)
            return frames.part(self.simulation, goal.thing, goal.part, self._now(then)) @ old.inverse()
        return self._frame @ frames.yaw(self.turn) @ self._source

    def _joint(self) -> float:
        return self.simulation.joint(self.segment.goal.thing, self.segment.goal.part)

    def _source_joints(self) -> tuple[float, float]:
        if self.segment.goal.kind != "move":
            return 0.0, 0.0
        place = self.segment.goal.thing, self.segment.goal.part
        moments = self.segment.track.moments
        return moments[self.segment.contact].joint(*place), moments[self.segment.done].joint(*place)

    def _now(self, then: float) -> float:
        """Return where the part should be now when it was at a joint position in the source: both end at the same."""
        first, last = self._source_joints()
        return last - (last - then) * float(np.clip((last - self._start) / (last - first), *STRETCH))

    def _held_then(self) -> Pose:
        """Return the held thing in the frame of the hand, before it was let go of in the source."""
        moment = self.segment.track.moments[max(self.segment.contact - 1, self.segment.steps[0])]
        return moment.hand.inverse() @ moment.pose(self.segment.goal.thing)

    def _held_now(self) -> Pose:
        return self.simulation.eef.inverse() @ self.simulation.pose(self.segment.goal.thing)


def transfers(segment: Segment, simulation: Simulation) -> list[Transfer]:
    """Return the ways to carry a piece over that differ by turns which make no difference, the smallest turns first."""
    chosen: list[Transfer] = []
    for one in sorted(_all(segment, simulation), key=lambda one: round(one.change, 3) + 0.001 * abs(one.turn)):
        hand = one.hand(segment.contact).rotation
        if all(angle_between(hand, other.hand(segment.contact).rotation) > APART for other in chosen):
            chosen.append(one)
    return chosen[:MOST]


def _all(segment: Segment, simulation: Simulation) -> Iterator[Transfer]:
    goal = segment.goal
    if goal.kind == "move":
        yield Transfer(segment, simulation)
        return
    own = frames.turns(simulation.assets[goal.thing])
    if goal.kind == "take":
        for turn in own:
            for mirrored in (False, True):
                yield Transfer(segment, simulation, turn=turn, mirrored=mirrored)
        return
    for turn in _level_turns(segment, simulation):
        for spin in own:
            yield Transfer(segment, simulation, turn=turn, spin=spin)


def _level_turns(segment: Segment, simulation: Simulation) -> list[float]:
    """Return the turns of a place that leave the way there as it was in the world, as far as they can."""
    goal = segment.goal
    new, turns = frames.place(simulation, goal.atom, goal.thing)
    old, _ = frames.place(segment.track.moments[segment.contact], goal.atom, goal.thing)
    order = sorted(turns, key=lambda turn: angle_between(old.rotation, new.rotation @ frames.yaw(turn).rotation))
    return order[:2]
