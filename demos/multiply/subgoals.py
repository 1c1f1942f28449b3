"""Where a demonstration comes to something: a thing taken, a thing put, a part moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from perdure.envs.predicates.resolve import resolve
from perdure.envs.simulation import Simulation
from perdure.envs.task import Atom

from .track import Track

GAP = 4  # steps for which a held thing may lose touch with a finger
SHORTEST = 3  # steps in hand from which a thing counts as taken
CARRIED = 0.015  # how far it must have come with the hand [m]
PAUSE = 10  # steps for which a part may rest while it is being moved
SHARE = 0.1  # of a joint's range, from which a part counts as moved
SETTLING = 20  # steps after letting go in which an atom may become true


@dataclass(frozen=True)
class Subgoal:
    """What the hand does next to what.

    Attributes:
        kind: 'take' a thing, 'put' it down, or 'move' a part.
        thing: the instance.
        part: which of its parts is moved, '' for none.
        atom: the atom of the goal that becomes true by it, None for none.
    """

    kind: Literal["take", "put", "move"]
    thing: str
    part: str = ""
    atom: Atom | None = None

    def __str__(self) -> str:
        said = f"{self.kind} {self.thing} {self.part}".strip()
        return said if self.atom is None else f"{said}: {' '.join((self.atom.name, *self.atom.args))}"


@dataclass(frozen=True)
class Event:
    """A sub-goal of one demonstration: from step `start`, when the contact begins, to step `end`, when it is done."""

    goal: Subgoal
    start: int
    end: int


def events(track: Track, simulation: Simulation) -> list[Event]:
    """Return the sub-goals of a demonstration in their order.

    A thing that is let go of without any use and taken again counts as taken the last time only.

    Args:
        track: the demonstration.
        simulation: of its task.
    """
    things = [event for name in simulation.task.objects for event in _carries(track, name)]
    moves = [event for place in simulation.slots.joints for event in _moves(track, place, simulation)]
    return sorted([*things, *moves], key=lambda event: event.start)


def _carries(track: Track, name: str) -> Iterator[Event]:
    """Yield taking and putting of a thing."""
    spans = list(_spans([moment.held(name) for moment in track.moments], GAP))
    useful = [span for span in spans if span[1] - span[0] >= SHORTEST and _distance(track, name, span) > CARRIED]
    for index, (start, end) in enumerate(useful):
        until = useful[index + 1][0] if index + 1 < len(useful) else track.length
        atom = _placed(track, name, start, end, until)
        if atom is None and until < track.length:
            continue
        yield Event(Subgoal("take", name), start, min(start + SHORTEST, end))
        if end < track.length:
            yield Event(Subgoal("put", name, atom=atom), end, end)


def _distance(track: Track, name: str, span: tuple[int, int]) -> float:
    path = np.array([moment.pose(name).position for moment in track.moments[span[0] : span[1] + 1]])
    return float(np.linalg.norm(path - path[0], axis=1).max())


def _placed(track: Track, name: str, start: int, end: int, until: int) -> Atom | None:
    """Return the atom about a thing that becomes true when it is let go of at step `end`."""
    for after in range(end, min(until, end + SETTLING) + 1):
        for atom in _fresh(track, start, after):
            if resolve(track.moments[end], atom.args[0])[0] == name:
                return atom
    return None


def _moves(track: Track, place: tuple[str, str], simulation: Simulation) -> Iterator[Event]:
    """Yield the motions of one part."""
    values = np.array([moment.joint(*place) for moment in track.moments])
    low, high = simulation.joint_range(*place)
    moving = np.abs(np.diff(values)) > 0.002 * (high - low)
    for start, end in _spans(moving, PAUSE):
        if abs(values[end] - values[start]) > SHARE * (high - low):
            yield Event(Subgoal("move", *place, atom=_turned(track, place[0], start, end)), start, end)


def _turned(track: Track, name: str, start: int, end: int) -> Atom | None:
    """Return the atom about a fixture's part that becomes true while it moves."""
    for atom in _fresh(track, start, min(end + 1, track.length)):
        if len(atom.args) == 1 and resolve(track.moments[end], atom.args[0])[0] == name:
            return atom
    return None


def _fresh(track: Track, before: int, after: int) -> list[Atom]:
    """Return the atoms that hold at one step and didn't at another, in the goal's order."""
    return [atom for atom in track.moments[after].true if atom not in track.moments[before].true]


def _spans(flags: Sequence[bool] | NDArray[np.bool_], gap: int) -> Iterator[tuple[int, int]]:
    """Yield (first, first no more) of the runs of true flags, where interruptions of up to `gap` don't count."""
    places = np.flatnonzero(flags)
    if len(places):
        breaks = np.flatnonzero(np.diff(places) > gap + 1)
        starts, ends = places[[0, *(breaks + 1)]], places[[*breaks, -1]]
        yield from ((int(start), int(end) + 1) for start, end in zip(starts, ends, strict=True))
