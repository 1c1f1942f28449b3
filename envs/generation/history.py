"""What a stream has so far, and what its next task shall have in common with its last one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..task import Atom, Task, owner
from .overlap import AXES, Profile, jaccard, profile

Key = tuple[str, bool, tuple[Atom, ...]]


@dataclass(frozen=True)
class History:
    """The accepted tasks of a stream.

    Attributes:
        tasks: in their order.
        last: profile of the last one.
        families: that its goal is of.
        sums: axis -> sum of the overlaps of all pairs.
        keys: what the tasks are about, see `key`.
    """

    tasks: tuple[Task, ...] = ()
    last: Profile = field(default_factory=dict)
    families: tuple[str, ...] = ()
    sums: Mapping[str, float] = field(default_factory=lambda: dict.fromkeys(AXES, 0.0))
    keys: frozenset[Key] = frozenset()

    def after(self, task: Task, families: tuple[str, ...]) -> History:
        """Return the history with one more task."""
        sets = profile(task)
        sums = {axis: self.sums[axis] + (jaccard(self.last[axis], sets[axis]) if self.last else 0.0) for axis in AXES}
        return History((*self.tasks, task), sets, families, sums, self.keys | {key(task)})

    def knows(self, task: Task) -> bool:
        """Tell whether a task is there already."""
        return key(task) in self.keys

    def wanted(self, asked: Mapping[str, float | None]) -> dict[str, float]:
        """Return axis -> the overlap that brings the mean to what is asked for, of the axes that are controlled.

        What earlier pairs had too much or too little of is made up for.
        """
        if not self.tasks:
            return {}
        pairs = len(self.tasks)
        missing = {axis: value * pairs - self.sums[axis] for axis, value in asked.items() if value is not None}
        return {axis: min(max(value, 0.0), 1.0) for axis, value in missing.items()}

    def error(self, sets: Profile, wanted: Mapping[str, float]) -> float:
        """Return the sum of squares by which a task's overlap with the last one misses what is wanted."""
        return sum((jaccard(self.last[axis], sets[axis]) - value) ** 2 for axis, value in wanted.items())


def key(task: Task) -> Key:
    """Return what a task is about: its scene and its goal, things called by their words; what stands by is left out."""
    things = {**task.fixtures, **task.objects}
    goal = tuple(Atom(atom.name, tuple(_spelt(name, things) for name in atom.args)) for atom in task.goal)
    return task.scene, task.ordered, goal if task.ordered else tuple(sorted(goal))


def _spelt(name: str, things: Mapping[str, str]) -> str:
    thing = owner(name, things)
    return f"{things[thing]}{name[len(thing) :]}" if thing else name
