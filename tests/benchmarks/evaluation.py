"""The rate of an evaluation whose policy costs nothing: what the way from observation to action and back costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import ClassVar

import torch
from torch import Tensor, nn

from perdure.lifelong.arena import Arena
from perdure.lifelong.ledger import Cell
from perdure.lifelong.protocol import Protocol
from perdure.policies import Batch, Policy

from .rates import LANES, SUITE, TASK

EPISODES, HORIZON = 20, 50


class Fidget(Policy):
    """Small random actions, like those of the other measurements."""

    observation: ClassVar[str] = "state"
    history = chunk = 1

    def __init__(self) -> None:
        super().__init__()
        self.size = nn.Parameter(torch.tensor(0.4))

    def loss(self, batch: Batch, generator: torch.Generator | None = None) -> dict[str, Tensor]:
        raise NotImplementedError

    def act(self, batch: Batch) -> Tensor:
        return torch.empty(len(batch.proprio), 7).uniform_(-1, 1) * self.size

    def reset(self, mask: Tensor | None = None) -> None:
        """It has no past."""


def evaluation() -> Callable[[], float]:
    """Control steps per second of an evaluation of 20 episodes, resets and ledger lines included."""
    protocol = Protocol("benchmark", EPISODES, EPISODES, EPISODES, 1, LANES, horizon=HORIZON)
    arena = Arena(SUITE, protocol, workers=1, observation="state", image_size=128, renderer="raster", seed=0)
    policy, cell = Fidget(), Cell(stage=0, epoch=-1, task=TASK, split="test", perturbation="none")

    def measure() -> float:
        start = time.perf_counter()
        lines = arena.evaluate(policy, cell, episodes=EPISODES, run="benchmark")
        return sum(line.steps for line in lines) / (time.perf_counter() - start)

    return measure
