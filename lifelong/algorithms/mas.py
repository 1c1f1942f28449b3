"""`mas`: hold weights near their old values, the more the more the policy's outputs depend on them."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor

from perdure.policies import Batch, Policy

from ..batches import Windows
from .algorithm import Declaration
from .consolidator import Consolidator
from .per_window import mean
from .tensors import Weights


class MemoryAwareSynapses(Consolidator):
    """Memory-aware synapses (Aljundi et al. 2018, arXiv 1711.09601): no labels, only how sensitive the outputs are.

    The importance is the mean over windows of the size of the gradient of the outputs' squared norm; the outputs are
    the parameters of the action distribution at valid steps.

    Args:
        strength: of the pull.
        decay: of old importances; 1 sums them, as the paper does.
        windows: of each task, to estimate the importance from.
        normalise: whether each task's importance is divided by its mean.
    """

    declaration: ClassVar[Declaration] = Declaration(compute=1.05, papers=("aljundi2018memory",))

    def __init__(self, strength: float = 0.001, decay: float = 1.0, windows: int = 256, normalise: bool = True) -> None:
        super().__init__(strength, normalise, decay, online=True)
        self.count = windows

    def importance(self, policy: Policy, windows: Windows, draw: torch.Generator) -> Weights:
        """Return the mean size of the gradients."""
        return mean(policy, windows, self.count, draw, _squared_norm, torch.abs)


def _squared_norm(policy: Policy, batch: Batch) -> Tensor:
    outputs: Tensor = policy(batch)
    return (outputs.square().sum(-1) * batch.mask).sum()
