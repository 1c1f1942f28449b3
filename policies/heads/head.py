"""What every head can do."""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn

from ..dice import Dice


class Head(nn.Module, ABC):
    """Turns a vector into the C next actions.

    `forward` gives what a distribution over them is made of, its parameters; a head that samples step by step gives
    its conditioning vector instead.
    """

    @abstractmethod
    def forward(self, x: Tensor) -> Tensor:
        """Return the parameters (..., Q) from vectors (..., D)."""

    @abstractmethod
    def loss(
        self, parameters: Tensor, actions: Tensor, mask: Tensor, generator: torch.Generator | None = None
    ) -> Tensor:
        """Return the scalar to minimise, a mean over valid labels.

        Args:
            parameters: (..., Q).
            actions: (..., C, A) labels.
            mask: (..., C) bool, which labels count.
            generator: draws what is random; None = nothing is: what stands for all draws is always the same.
        """

    @abstractmethod
    def mode(self, parameters: Tensor) -> Tensor:
        """Return the actions to carry out, (..., C, A) in [-1, 1], the gripper at -1 or +1.

        A head that samples starts from noise that never changes: the same parameters give the same actions.
        """

    def sample(self, parameters: Tensor, dice: Dice) -> Tensor:
        """Return actions (B, C, A) drawn from the distribution of parameters (B, Q), in the same range.

        A head without a distribution returns the mode.
        """
        return self.mode(parameters)


def masked_mean(values: Tensor, mask: Tensor) -> Tensor:
    """Return the mean of values (..., C, A) over valid labels and all numbers of each; 0 of none.

    Args:
        values: (S, ..., C, A), or without S.
        mask: (..., C) bool, which labels count.
    """
    counted = mask.expand(values.shape[:-1])
    total = (values * counted[..., None]).sum()
    return total / (counted.sum() * values.shape[-1]).clamp(min=1)


def as_actions(chunk: Tensor) -> Tensor:
    """Return a chunk (..., C, A) as actions: the motion within [-1, 1], the gripper, which has no between, at +-1."""
    gripper = torch.where(chunk[..., -1:] > 0, 1.0, -1.0).to(chunk.dtype)
    return torch.cat([chunk[..., :-1].clamp(-1.0, 1.0), gripper], dim=-1)
