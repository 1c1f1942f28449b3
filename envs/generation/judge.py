"""Whether a proposed task is sound: things come to rest as it says, nothing is done yet, and it can be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from .. import predicates
from ..errors import PerdureError
from ..pose import Array
from ..settling import PremiseError, SettlingError
from ..simulation import Simulation
from ..spots import PlacementError
from ..states import SPLITS
from ..suite import Suite
from ..task import Task
from .build import build_state, build_states
from .visible import Witness

_REASONS = {
    PlacementError: "there is no room for its things",
    SettlingError: "something falls or slides at the start",
    PremiseError: "something does not hold at the start that should, or its goal does",
}


class Trial(Protocol):
    """What came of a try to do a task."""

    @property
    def reason(self) -> str:
        """Why it failed, '' when it did not."""

    @property
    def steps(self) -> int:
        """Control steps that it took."""


Attempt = Callable[[Simulation, Array, int], Trial]  # from a layout (D,), with the number of the try


@dataclass(frozen=True)
class Verdict:
    """What became of a proposed task.

    Attributes:
        reason: why it is not sound, '' when it is.
        detail: what exactly.
        states: split -> initial states (n, D).
        steps: longest of the tries.
    """

    reason: str = ""
    detail: str = ""
    states: Mapping[str, Array] = field(default_factory=dict)
    steps: int = 0


Judge = Callable[[Task], Verdict]


def judge(suite: Suite, layouts: int, states: int, attempt: Attempt, task: Task) -> Verdict:
    """Return the verdict on a task.

    Args:
        suite: gives the states their seeds, by name and version.
        layouts: how many of its first `val` states must be solved, all of them.
        states: how many there shall be of each split.
        attempt: how tasks are done.
        task: the proposed one.
    """
    simulation = Simulation(task)
    try:
        witness = Witness(simulation)
        first = [build_state(suite, task, witness, "val", index) for index in range(layouts)]
        if any(_is_partly_done(simulation, layout) for layout in first):
            return Verdict("a part of its goal holds at the start")
        longest = 0
        for number, layout in enumerate(first):
            trial = attempt(simulation, layout, number)
            if trial.reason:
                return Verdict("the expert does not solve it", trial.reason)
            longest = max(longest, trial.steps)
        found = build_states(suite, task, simulation, states)
    except PerdureError as error:
        return Verdict(_REASONS.get(type(error), "the camera does not see it, or its states are alike"), str(error))
    if any(_is_partly_done(simulation, layout) for split in SPLITS for layout in found[split]):
        return Verdict("a part of its goal holds at the start")
    return Verdict(states=found, steps=longest)


def _is_partly_done(simulation: Simulation, layout: Array) -> bool:
    """Tell whether an atom of the goal holds from the start that the task does not say holds there."""
    task = simulation.task
    wanted = [atom for atom in task.goal if atom not in task.init]
    simulation.reset_to_layout(layout)
    return any(predicates.holds(simulation, atom) for atom in wanted)
