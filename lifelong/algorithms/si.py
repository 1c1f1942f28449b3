"""`si`: hold weights near their old values, the more the more their way there has lowered the old task's loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from perdure.policies import Batch, Policy

from ..batches import Windows
from .algorithm import Declaration
from .consolidator import Consolidator
from .tensors import Weights, copied, learning


class SynapticIntelligence(Consolidator):
    """Synaptic intelligence (Zenke et al. 2017, arXiv 1703.04200): importance is summed up along the way.

    Every step adds minus the gradient times the step, which sums to the fall of the loss. The gradient is that of the
    task's loss alone, without the pull and before clipping, and the step is the one really taken, whatever the
    optimiser made of the gradient. At the end of a task it is divided by the squared distance travelled.

    Args:
        strength: of the pull.
        damping: added to the squared distance [weight^2].
        decay: of old importances; 1 sums them, as the paper does.
        normalise: whether each task's importance is divided by its mean.
    """

    declaration: ClassVar[Declaration] = Declaration(
        edits_update=True, whole_batch=True, compute=1.7, papers=("zenke2017continual",)
    )

    def __init__(
        self, strength: float = 0.01, damping: float = 1e-3, decay: float = 1.0, normalise: bool = True
    ) -> None:
        super().__init__(strength, normalise, decay, online=True)
        self.damping = damping
        self.gained: Weights = {}  # so far in this task
        self.start: Weights = {}
        self._gradient: Weights = {}

    def before_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Begin to count."""
        self.start = copied(policy)
        self.gained = {name: torch.zeros_like(weight) for name, weight in self.start.items()}

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the policy's loss plus the pull, and note the gradient of the former."""
        losses = policy.loss(batch, augment)
        names, weights = zip(*learning(policy).items(), strict=True)
        parts = torch.autograd.grad(losses["loss"], weights, retain_graph=True, allow_unused=True)
        self._gradient = {name: part for name, part in zip(names, parts, strict=True) if part is not None}
        if not self.terms:
            return losses
        pull = self.pull(policy)
        return losses | {"loss": losses["loss"] + pull, "pull": pull}

    def edit_update(self, policy: Policy, before: Mapping[str, Tensor]) -> None:
        """Count what each weight has done for the loss; the step stays as it is."""
        for name, weight in policy.named_parameters():
            if name in self._gradient:
                self.gained[name] -= self._gradient[name] * (weight - before[name])

    def importance(self, policy: Policy, windows: Windows, draw: torch.Generator) -> Weights:
        """Return the gain per squared distance, not below zero."""
        found = {
            name: (self.gained[name] / ((weight - self.start[name]).square() + self.damping)).clamp(min=0)
            for name, weight in copied(policy).items()
        }
        self.gained, self.start, self._gradient = {}, {}, {}
        return found

    def state_dict(self) -> dict[str, Any]:
        """Return importances, anchors and what has been counted."""
        return super().state_dict() | {"gained": self.gained, "start": self.start}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take them back."""
        super().load_state_dict(state)
        self.gained, self.start = dict(state["gained"]), dict(state["start"])
