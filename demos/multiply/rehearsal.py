"""Acting: sub-goal after sub-goal, a piece of some demonstration carried to where things are now."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import numpy as np

from perdure.envs import predicates
from perdure.envs.control import vector_from_rotation
from perdure.envs.pose import Array, Pose
from perdure.envs.simulation import Simulation

from ..failure import ExpertFailure
from ..planning.path import distance
from ..skills.context import CLOSED, OPEN, Action, Context
from ..skills.failure import SkillError, Slipped
from ..skills.move import move
from ..skills.place import retreat
from ..skills.style import DEFAULT
from .choose import choose
from .segments import Segment
from .subgoals import Subgoal
from .transfer import Transfer

TRIES = 3  # pieces that may fail before the attempt is given up
LOOSE, TIGHT = 0.025, 0.008  # how far behind the hand may be, usually and before the fingers move [m]
WAIT = 12  # steps for which a piece waits for the hand
LOST = 4  # steps in a row without contact, after which a thing counts as dropped
DONE = 0.25  # share of a part's way that may be missing in the end

Score = Sequence[Sequence[Segment]]
"""One demonstration: its sub-goals in order, for each the pieces that `segments.cut` returns."""


class Rehearsal:
    """An iterator of actions that reach the goal by pieces of demonstrations.

    Args:
        simulation: of the task, at the start of an episode; it is only read.
        rng: for the choices.
        scores: the demonstrations.
    """

    def __init__(self, simulation: Simulation, rng: np.random.Generator, scores: Sequence[Score]) -> None:
        lead = scores[int(rng.integers(len(scores)))]
        self._goals = [pieces[0].goal for pieces in lead]
        self._options = {goal: _options(scores, goal) for goal in self._goals}
        self._context = Context(simulation, DEFAULT, rng, lead[0][0].track.speed, 0.0)
        self._used: list[dict[str, object]] = []
        self._actions = self._act()

    def __iter__(self) -> Iterator[Action]:
        """Return itself."""
        return self

    def __next__(self) -> Action:
        """Return the action (7,) for the present state.

        Raises:
            ExpertFailure: pieces keep failing.
        """
        return next(self._actions)

    @property
    def origin(self) -> str:
        """What has been used so far, as JSON: a list of sub-goals, each with the name and seed of a demonstration."""
        return json.dumps(self._used)

    def _act(self) -> Iterator[Action]:
        index, tired = 0, dict.fromkeys(range(len(self._goals)), frozenset[str]())
        before, failures = "", 0
        while index < len(self._goals):
            goal = self._goals[index]
            choice = choose(self._context, self._options[goal], before, tired[index])
            before = choice.transfer.segment.track.name
            try:
                if not choice.transfer.needless:
                    self._used.append({"goal": str(goal), "demo": before, "seed": choice.transfer.segment.track.seed})
                    yield from self._play(choice.transfer, choice.way)
                index += 1
            except SkillError as error:
                failures += 1
                if failures >= TRIES:
                    raise ExpertFailure(f"{goal}: {error}") from error
                tired[index] |= {before}
                if not self._holds(goal.thing):
                    yield from self._back()
                    index = self._again(index)

    def _play(self, transfer: Transfer, way: Sequence[Pose]) -> Iterator[Action]:
        """Go to a piece, play it, and see whether it has done what it should."""
        segment = transfer.segment
        grip = float(np.sign(segment.track.actions[segment.steps[0], 6])) or OPEN
        yield from self._watched(transfer, move(self._context, lambda: way, grip))
        yield from self._watched(transfer, self._copy(transfer))
        self._judge(transfer)

    def _copy(self, transfer: Transfer) -> Iterator[Action]:
        """Follow the source's targets, each when the hand has come to where it was in the source."""
        segment = transfer.segment
        actions = segment.track.actions
        for place, step in enumerate(segment.steps):
            following = segment.steps[min(place + 1, len(segment.steps) - 1)]
            near = TIGHT if actions[following, 6] != actions[step, 6] else LOOSE
            for _ in range(WAIT):
                if step < segment.contact and not (segment.goal.kind == "put" and actions[step, 6] < 0):
                    transfer.look()
                if distance(self._context.eef, transfer.hand(step)) < near:
                    break
                yield towards(self._context, transfer.hand(step), actions[step, 6])
            yield towards(self._context, transfer.target(step), actions[step, 6])

    def _watched(self, transfer: Transfer, actions: Iterator[Action]) -> Iterator[Action]:
        """Pass actions on for as long as what shall be put down isn't lost."""
        goal, missing = transfer.segment.goal, 0
        for action in actions:
            lost = goal.kind == "put" and action[6] > 0 and not self._holds(goal.thing)
            missing = missing + 1 if lost else 0
            if missing > LOST:
                raise Slipped(f"{goal.thing} was dropped")
            yield action

    def _judge(self, transfer: Transfer) -> None:
        goal, simulation = transfer.segment.goal, self._context.simulation
        if goal.kind == "take" and not self._holds(goal.thing):
            raise Slipped("it was not caught")
        if goal.atom is not None and not predicates.holds(simulation, goal.atom):
            raise Slipped("it did not come true")
        if goal.kind == "move" and goal.atom is None and transfer.missing > DONE:
            raise Slipped("it was not moved far enough")

    def _holds(self, thing: str) -> bool:
        return thing in self._context.simulation.task.objects and self._context.simulation.held(thing)

    def _again(self, index: int) -> int:
        """Return where to go on after a failure: a thing that is not held any more must be taken again."""
        goal = self._goals[index]
        if goal.kind != "put":
            return index
        return max((at for at in range(index) if self._goals[at] == Subgoal("take", goal.thing)), default=index)

    def _back(self) -> Iterator[Action]:
        """Let go and back off; whatever goes wrong meanwhile is for the next try to see."""
        try:
            yield from retreat(self._context)
        except SkillError:
            return


def towards(context: Context, target: Pose, gripper: float) -> Action:
    """Return the action (7,) that asks for a pose, as far as one action can, its direction kept."""
    eef, base, scale = context.eef, context.simulation.base, context.simulation.arm.robot.gains.scale
    shift = (target.position - eef.position) @ base.rotation / scale[:3]
    turn = vector_from_rotation(target.rotation @ eef.rotation.T) @ base.rotation / scale[3:]
    return np.concatenate([_limited(shift), _limited(turn), [CLOSED if gripper > 0 else OPEN]])


def _limited(part: Array) -> Array:
    limited: Array = part / max(1.0, float(np.abs(part).max()))
    return limited


def _options(scores: Sequence[Score], goal: Subgoal) -> list[Sequence[Segment]]:
    """Return the pieces for a sub-goal, of every demonstration that has some."""
    return [pieces for score in scores for pieces in score if pieces[0].goal == goal]
