"""Whether a task's goal is reached: its atoms hold, in their order where they have one, and go on holding.

A thing that flies through a basket is not in it, so success needs the goal to hold for `HOLD` control steps. Where a
task's goal is ordered, its atoms must have become true one after the other; at the end those must hold that no later
one undoes (a drawer that was opened to put something in may be closed again).
"""

from __future__ import annotations

import numpy as np

from . import predicates
from .pose import Array
from .task import Atom, Task
from .world import World

HOLD = 8  # control steps of 50 ms
MEMORY = 2  # numbers
_OPPOSITE = {"Open": "Close", "Close": "Open", "TurnOn": "TurnOff", "TurnOff": "TurnOn"}
_PLACES = ("On", "In", "Stacked")


class Goal:
    """What has become true of one task's goal; `memory` (2,) is all that it remembers, part of the world's state.

    Attributes:
        task: whose goal.
        memory: how many atoms of an ordered goal have become true in turn; for how many steps the goal has held.
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self.memory: Array = np.zeros(MEMORY)
        self._lasting = lasting(task.goal) if task.ordered else task.goal

    @property
    def reached(self) -> bool:
        """Whether the goal has held for long enough."""
        return bool(self.memory[1] >= HOLD)

    def progress(self, world: World) -> float:
        """Return the share of the goal that is reached now, 0 to 1; 1 does not mean that it has held for long."""
        goal = self.task.goal
        if not self.task.ordered:
            return sum(predicates.holds(world, atom) for atom in goal) / len(goal)
        begun = goal[: int(self.memory[0])]
        return sum(atom not in self._lasting or predicates.holds(world, atom) for atom in begun) / len(goal)

    def advance(self, world: World) -> bool:
        """Let the next atoms of an ordered goal count that hold now; return whether there were any."""
        before = int(self.memory[0])
        after = before
        while self.task.ordered and after < len(self.task.goal) and predicates.holds(world, self.task.goal[after]):
            after += 1
        self.memory[0] = after
        return after > before

    def note(self, progress: float) -> None:
        """Take note that another control step has passed, at whose end the goal was reached to this share."""
        self.memory[1] = min(self.memory[1] + 1, HOLD) if progress == 1.0 else 0.0


def lasting(goal: tuple[Atom, ...]) -> tuple[Atom, ...]:
    """Return the atoms of an ordered goal that no later one undoes."""
    return tuple(
        atom for index, atom in enumerate(goal) if not any(_undoes(later, atom) for later in goal[index + 1 :])
    )


def holds_already(world: World, task: Task) -> bool:
    """Tell whether nothing is left to do: all atoms that must hold at the end do."""
    atoms = lasting(task.goal) if task.ordered else task.goal
    return all(predicates.holds(world, atom) for atom in atoms)


def _undoes(later: Atom, atom: Atom) -> bool:
    if _OPPOSITE.get(atom.name) == later.name:
        return atom.args == later.args
    return atom.name in _PLACES and later.name in _PLACES and atom.args[0] == later.args[0]
