"""Cutting a demonstration: around every sub-goal the piece in which the hand is near it; ways between are left out.

So pauses and detours of a person are left out too, where they are far from anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .subgoals import Event, Subgoal
from .track import Moment, Track

REACHES = (0.10, 0.18, 0.30, np.inf)  # how far before a contact a piece may begin, the shortest preferred [m]
AFTER = 0.07  # it ends when the hand is this far from where the contact ended [m]
IDLE = 2  # steps of doing nothing that are left in a piece
_STILL = 0.001  # what counts as not moving, of the hand per step and of the fingers [m]
_QUIET = 0.06  # what counts as no command


@dataclass(frozen=True, eq=False)
class Segment:
    """A piece of a demonstration.

    Attributes:
        track: whose piece.
        goal: what for.
        steps: those of the demonstration that are copied, in order; without idle ones.
        contact: the step at which the contact begins; of a thing that is put down, at which it is let go of.
        done: the step at which the contact ends.
    """

    track: Track
    goal: Subgoal
    steps: tuple[int, ...]
    contact: int
    done: int

    @property
    def begin(self) -> Moment:
        """The source's world when the piece begins."""
        return self.track.moments[self.steps[0]]


def cut(track: Track, events: Sequence[Event]) -> list[list[Segment]]:
    """Return for each sub-goal, in their order, pieces around it: the shortest first, each beginning earlier."""
    pieces, left = [], 0
    for index, event in enumerate(events):
        later = events[index + 1].start if index + 1 < len(events) else track.length
        end = _leaving(track, event.end, max(later, event.end))
        starts = sorted({_coming(track, event.start, reach, left) for reach in REACHES}, reverse=True)
        pieces.append([_segment(track, event, start, end) for start in starts])
        left = end
    return pieces


def _segment(track: Track, event: Event, start: int, end: int) -> Segment:
    steps = tuple(step for step in range(start, end) if not _idle(track, step, start))
    return Segment(track, event.goal, steps, event.start, event.end)


def _coming(track: Track, contact: int, reach: float, first: int) -> int:
    """Return the last step before a contact at which the hand is further away than `reach`, not before `first`."""
    place = track.moments[contact].hand.position
    for step in range(contact - 1, first, -1):
        if np.linalg.norm(track.moments[step].hand.position - place) > reach:
            return step
    return min(first, contact - 1) if contact else 0


def _leaving(track: Track, done: int, later: int) -> int:
    """Return the first step after a contact at which the hand is free of it; half the way to the next at the latest."""
    latest = track.length if later >= track.length else (done + later + 1) // 2
    place = track.moments[done].hand.position
    for step in range(done, latest):
        if np.linalg.norm(track.moments[step].hand.position - place) > AFTER:
            return step
    return latest


def _idle(track: Track, step: int, start: int) -> bool:
    """Tell whether nothing is done at a step, nor at some before it."""
    return step - IDLE >= start and all(_nothing(track, one) for one in range(step - IDLE, step + 1))


def _nothing(track: Track, step: int) -> bool:
    before, after, action = track.moments[step], track.moments[step + 1], track.actions[step]
    still = np.linalg.norm(after.hand.position - before.hand.position) < _STILL
    return bool(
        np.abs(action[:6]).max() < _QUIET
        and still
        and abs(after.width - before.width) < _STILL
        and (step == 0 or action[6] == track.actions[step - 1, 6])
    )
