"""The rate of an evaluation with a policy in the loop: what the way from observation to action and back costs."""

from __future__ import annotations

import time
from collections.abc import Callable

from perdure.lifelong.arena import Arena
from perdure.lifelong.ledger import Cell
from perdure.lifelong.protocol import Protocol
from perdure.policies import PolicySpec, build

from .rates import SUITE, TASK

EPISODES, HORIZON = 20, 100


def evaluation() -> Callable[[], float]:
    """Control steps per second of an evaluation of 20 episodes, resets and ledger lines included."""
    protocol = Protocol("benchmark", EPISODES, EPISODES, EPISODES, 1, EPISODES, horizon=HORIZON)
    arena = Arena(SUITE, protocol, workers=1, observation="state", image_size=128, renderer="raster", seed=0)
    policy = build("state_transformer", PolicySpec(cameras=()))
    cell = Cell(stage=0, epoch=-1, task=TASK, split="test", perturbation="none")

    def measure() -> float:
        start = time.perf_counter()
        lines = arena.evaluate(policy, cell, episodes=EPISODES, run="benchmark")
        return sum(line.steps for line in lines) / (time.perf_counter() - start)

    return measure
