"""`agem`: no step may raise the loss on a sample of old windows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import torch
from torch import Tensor

from perdure.policies import Batch, Policy

from .algorithm import Declaration
from .er import ExperienceReplay
from .tensors import Weights, learning


class AveragedGradientEpisodicMemory(ExperienceReplay):
    """Averaged gradient episodic memory (Chaudhry et al. 2019, arXiv 1812.00420), on the step instead of the gradient.

    Old windows are not learned from; they give a gradient, and where the step goes along it, that part of the step is
    taken out. The paper projects the gradient, which holds for plain gradient descent only: Adam rescales it, and the
    step may raise the old loss again.

    Args:
        capacity: of the memory, in `unit`; 0 = none.
        unit: `windows` or `bytes`, all tasks together, or `percent` of each task.
        memory: `balanced` over tasks, or a `reservoir` over windows.
    """

    declaration: ClassVar[Declaration] = Declaration(
        keeps_old_data=True,
        edits_update=True,
        whole_batch=True,
        compute=2.0,
        papers=("chaudhry2019efficient",),
    )

    def __init__(self, capacity: float = 1000, unit: str = "windows", memory: str = "reservoir") -> None:
        super().__init__(capacity, unit, memory)
        self._reference: Weights = {}  # gradient of the old loss, before the step

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the policy's loss on the new windows, and note the gradient on old ones."""
        if self.memory:
            names, weights = zip(*learning(policy).items(), strict=True)
            old = policy.loss(self.replay(batch, draw), augment)["loss"]
            parts = torch.autograd.grad(old, weights, allow_unused=True)
            self._reference = {name: part for name, part in zip(names, parts, strict=True) if part is not None}
        return policy.loss(batch, augment)

    def edit_update(self, policy: Policy, before: Mapping[str, Tensor]) -> None:
        """Take out of the step what raises the old loss."""
        if not self._reference:
            return
        weights = dict(policy.named_parameters())
        steps = {name: weights[name] - before[name] for name in self._reference}
        excess = overlap(steps, self._reference)
        if excess > 0:
            for name, gradient in self._reference.items():
                weights[name].sub_(excess * gradient)


def overlap(steps: Mapping[str, Tensor], reference: Mapping[str, Tensor]) -> float:
    """Return (step . reference) / |reference|^2, the multiple of the reference within the step; 0 for none."""
    along = sum(float((steps[name] * part).sum(dtype=torch.float64)) for name, part in reference.items())
    square = sum(float(part.square().sum(dtype=torch.float64)) for part in reference.values())
    return along / square if square > 0 else 0.0
