"""Acting as recorded, for the benchmark of throughput; it needs torch, which LIBERO's processes shall not carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perdure.lifelong.arena import Arena
from perdure.lifelong.batches import observe
from perdure.lifelong.ledger import Cell
from perdure.lifelong.protocol import Protocol
from perdure.policies import Policy

from .throughput import EPISODES, HORIZON, SUITE, TASK

PROTOCOL = Protocol("throughput", EPISODES, EPISODES, EPISODES, 1, EPISODES, horizon=HORIZON)
CELL = Cell(stage=0, epoch=-1, task=TASK, split="test")
Actions = NDArray[np.float32]


class Played:
    """Acts as recorded; the network looks and thinks as ever, but is not listened to.

    Args:
        policy: the network.
        recordings: (steps, 7) of each lane's only episode.
        instruction: what the network is told.
    """

    def __init__(self, policy: Policy, recordings: Sequence[Actions], instruction: str) -> None:
        self._policy, self._recordings = policy, recordings
        self._observe = partial(observe, instruction=instruction, task=TASK, policy=policy)
        self._step = 0

    def act(self, observation: Mapping[str, Any], busy: NDArray[np.bool_]) -> Actions:
        """Return the recorded actions (lanes, 7), and nothing but zeros after them."""
        self._policy.act(self._observe(observation))
        actions = np.zeros((len(self._recordings), 7), np.float32)
        for lane, recorded in enumerate(self._recordings):
            if self._step < len(recorded):
                actions[lane] = recorded[self._step]
        self._step += 1
        return actions

    def reset(self, mask: NDArray[np.bool_] | None = None) -> None:
        """Begin at the first action."""
        self._policy.reset()
        self._step = 0


def arena(workers: int) -> Arena:
    """Return the world of the benchmark."""
    return Arena(SUITE, PROTOCOL, workers=workers, observation="state", image_size=128, renderer="raster", seed=0)
