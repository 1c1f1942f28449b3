"""The scripted expert: from the goal of a task to actions, each one an answer to the true state of the world."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perdure.envs import predicates
from perdure.envs.goal import lasting
from perdure.envs.simulation import Simulation
from perdure.envs.task import Atom

from .failure import ExpertFailure
from .goals import pursue
from .obstacles import before_handle, handles
from .order import in_order
from .skills.aside import clear, put_aside
from .skills.context import Action, Context
from .skills.failure import NoPlan, SkillError
from .skills.home import go_home
from .skills.place import retreat
from .skills.style import DEFAULT, Style

__all__ = ["ExpertFailure", "Style", "solve"]

TRIES = 4  # of each atom of the goal
ROUNDS = 3  # through all atoms: a later one may undo an earlier one
HIGH = 0.20  # above the table, where the hand is free already [m]


def solve(simulation: Simulation, rng: np.random.Generator, style: Style = DEFAULT) -> Iterator[Action]:
    """Yield actions (7,) that reach the goal of the simulation's task, one for each of its present states.

    The caller steps the simulation between them, with the action or with a disturbed one: every action depends on the
    state at the time it is asked for. The simulation is only read.

    Args:
        simulation: of the task, in any state.
        rng: for what differs between demonstrations.
        style: how much that is.

    Raises:
        ExpertFailure: it gives up. A reason that begins with 'refused' means that there was no plan, before any motion.
    """
    context = Context(simulation, style, rng, float(rng.uniform(*style.speed)), float(rng.normal(0, style.jitter)))
    task = simulation.task
    wanted = in_order(simulation, task)
    moved = False
    for _ in range(ROUNDS):
        for atom in wanted:
            for action in _insist(context, atom, moved):
                moved = True
                yield action
        final = lasting(task.goal) if task.ordered else task.goal
        wanted = [atom for atom in in_order(simulation, task) if atom in final]
        if all(predicates.holds(simulation, atom) for atom in wanted):
            return


def _insist(context: Context, atom: Atom, moved: bool) -> Iterator[Action]:
    """Try until an atom is true."""
    reason, lost = "it did not come true", False
    cleared: set[str] = set()
    for _ in range(TRIES):
        if predicates.holds(context.simulation, atom):
            return
        try:
            for action in _try(context, atom, cleared):
                moved = True
                yield action
        except NoPlan as error:
            if not moved:
                raise ExpertFailure(f"refused: {error}") from error
            reason = str(error)
            if lost and not _holding(context):  # from home too there is no way
                break
            yield from put_aside(context) if lost else go_home(context)
            lost = not lost
        except SkillError as error:
            reason, lost = str(error), False
            yield from _recover(context)
    if not predicates.holds(context.simulation, atom):
        raise ExpertFailure(f"{' '.join((atom.name, *atom.args))}: {reason}")


def _try(context: Context, atom: Atom, cleared: set[str]) -> Iterator[Action]:
    """Pursue an atom; where there is no way, move one thing aside that is before the handles and not yet `cleared`."""
    try:
        yield from pursue(context, atom)
    except NoPlan as error:
        before = [name for name in before_handle(context.simulation, atom) if name not in cleared]
        if not before or _holding(context):
            raise
        cleared.add(before[0])
        try:
            yield from clear(context, before[0], handles(context.simulation, atom))
        except NoPlan:
            raise error from None


def _holding(context: Context) -> bool:
    return any(context.simulation.held(name) for name in context.simulation.task.objects)


def _recover(context: Context) -> Iterator[Action]:
    """Let go and back off; whatever goes wrong meanwhile is for the next try to see."""
    if context.eef.position[2] > context.simulation.scene.origin[2] + HIGH:
        return
    try:
        yield from retreat(context)
    except SkillError:
        return
