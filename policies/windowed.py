"""Policies that see a short window: encode every step once, mix the last T of them, draw from a head."""

from __future__ import annotations

from abc import abstractmethod

import torch
from torch import Tensor

from .batch import Batch
from .errors import PolicyError
from .heads.gmm import GaussianMixtureHead
from .memory import LaneMemory
from .policy import Policy


class WindowedPolicy(Policy):
    """`loss` and `act` for every policy whose memory is the features of its last T steps.

    Both go through the same two functions, so acting step by step is the training forward by construction.

    Attributes:
        head: turns mixed features into action distributions.
        execute: how many actions of a predicted chunk are carried out before the next prediction.
    """

    head: GaussianMixtureHead

    def __init__(self, history: int, chunk: int, execute: int) -> None:
        super().__init__()
        if history < 1 or not 1 <= execute <= chunk:
            raise PolicyError(
                f"history={history}, chunk={chunk}, execute={execute}: need history >= 1 and 1 <= execute <= chunk."
            )
        self.history, self.chunk, self.execute = history, chunk, execute
        self._memory: LaneMemory | None = None

    @abstractmethod
    def encode(self, batch: Batch, generator: torch.Generator | None = None) -> Tensor:
        """Return the features (B, T, D) of each step by itself, augmented if there is a generator."""

    @abstractmethod
    def decode(self, features: Tensor, mask: Tensor) -> Tensor:
        """Return the head's parameters (B, T, Q) from the features of consecutive steps and their validity (B, T)."""

    def forward(self, batch: Batch, generator: torch.Generator | None = None) -> Tensor:
        """Return the head's parameters (B, T, Q) for every step of the windows."""
        return self.decode(self.encode(batch, generator), batch.mask)

    def loss(self, batch: Batch, generator: torch.Generator | None = None) -> dict[str, Tensor]:
        """Return the mean negative log-likelihood of the labels [nat]."""
        if batch.actions is None or batch.actions_mask is None:
            raise PolicyError("loss() needs labels, but the batch has no 'actions'.")
        return {"loss": self.head.loss(self(batch, generator), batch.actions, batch.actions_mask)}

    @torch.no_grad()
    def act(self, batch: Batch) -> Tensor:
        """Return the mode of the distribution, or the next action of the chunk under way, per lane (B, A)."""
        if self._memory is None:
            self._memory = LaneMemory(len(batch), self.history)
        if self._memory.due(len(batch)) or self.history > 1:  # else there is nothing to plan and nothing to remember
            window, mask = self._memory.push(self.encode(batch))
            self._memory.plan(self.head.mode(self.decode(window, mask)[:, -1]))
        return self._memory.follow(self.execute)

    def reset(self, mask: Tensor | None = None) -> None:
        """Forget the past of some lanes, or of all."""
        if mask is None:
            self._memory = None
        elif self._memory is not None:
            self._memory.forget(mask)
