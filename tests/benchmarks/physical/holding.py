"""Long holds: the expert takes a thing and lifts it, then the hand keeps still for ten seconds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from perdure.demos.skills.context import CLOSED, Action, Context
from perdure.demos.skills.failure import NoPlan, SkillError
from perdure.demos.skills.move import move
from perdure.demos.skills.pick import pick
from perdure.demos.skills.spots import Spot
from perdure.demos.skills.style import DEFAULT
from perdure.envs import make
from perdure.envs.pose import Pose
from perdure.envs.simulation import Simulation

from .outcome import GOOD, NO_PLAN, Outcome

SUITE = "quickstart"
HELD = {"can_1": 1, "bowl_1": 0, "box_1": 1, "mug_1": 0}  # instance -> a task that has it
FIRST = 600_000  # seed
LIFT = 0.12  # [m]
CALM, LONG = 10, 200  # control steps: after lifting, and of the hold
SLIP = 0.005  # greatest way of the thing between the fingers [m]


def holding(count: int) -> dict[str, list[Outcome]]:
    """Return what came of holding each thing, in `count` layouts; the measure is its slip [mm]."""
    return {name.split("_")[0]: _holds(name, task, count) for name, task in HELD.items()}


def _holds(instance: str, task: int, count: int) -> list[Outcome]:
    env = make(SUITE, task)
    outcomes = []
    for seed in range(FIRST, FIRST + count):
        env.reset(seed=seed)
        outcomes.append(_hold(env.simulation, instance, seed))
    return outcomes


def _hold(simulation: Simulation, instance: str, seed: int) -> Outcome:
    context = Context(simulation, DEFAULT, np.random.default_rng(seed), speed=1.0, lift=0.0)
    try:
        for action in _taken(context, instance):
            simulation.step(action)
    except NoPlan:
        return Outcome(NO_PLAN)
    except SkillError as error:
        return Outcome(str(error))
    target, slip = context.eef, 0.0
    start = target.inverse() @ simulation.pose(instance)
    for step in range(CALM + LONG):
        simulation.step(context.towards(target, CLOSED))
        offset = context.eef.inverse() @ simulation.pose(instance)
        if step < CALM:
            start = offset
        slip = max(slip, _way(start, offset))
    if not simulation.held(instance):
        return Outcome("dropped", 1e3 * slip)
    return Outcome(GOOD if slip < SLIP else "slipped", 1e3 * slip)


def _taken(context: Context, instance: str) -> Iterator[Action]:
    yield from pick(context, instance, [[Spot(None, context.simulation.pose(instance).position)]])
    lifted = Pose(context.eef.position + np.array([0.0, 0.0, LIFT]), context.eef.rotation)
    yield from move(context, lambda: [lifted], CLOSED)


def _way(start: Pose, now: Pose) -> float:
    """Return how far the point of a thing that was between the finger tips has moved; poses in the hand's frame."""
    return float(np.linalg.norm(now.point(start.inverse().position)))
