"""What `l2`, `ewc`, `si` and `mas` have in common: weights are held near where old tasks left them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from perdure.envs.errors import PerdureError
from perdure.policies import Batch, Policy

from ..batches import Windows
from .algorithm import Algorithm, Sizes
from .tensors import Weights, copied

Term = tuple[Weights, Weights]


class Consolidator(Algorithm):
    """The loss is that of the task plus strength / 2 * sum_i importance_i * (weight_i - anchor_i)^2.

    The anchor is where the weights were when the task ended, and the importance says how much each one mattered to it;
    the methods differ in nothing else. Mean and scale of importances depend on the policy and on how well it fits, so
    they are brought to mean one, which lets a strength mean the same elsewhere.

    Args:
        strength: of the pull; 0 = none, which is plain fine-tuning bit for bit.
        normalise: whether each task's importance is divided by its mean over all weights.
        decay: what is left of old importances when a new one is added (online), 1 = all; 0 keeps the newest only.
        online: one importance and one anchor for all old tasks together; else one of each per task.
    """

    def __init__(self, strength: float, normalise: bool, decay: float, online: bool) -> None:
        if strength < 0 or not 0 <= decay <= 1:
            raise PerdureError(f"strength={strength}, decay={decay}: need strength >= 0 and decay from 0 to 1.")
        self.strength, self.normalise, self.decay, self.online = strength, normalise, decay, online
        self.terms: list[Term] = []  # importance and anchor

    @abstractmethod
    def importance(self, policy: Policy, windows: Windows, draw: torch.Generator) -> Weights:
        """Return how much each weight matters to the task just learned, not below zero."""

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the policy's loss plus the pull."""
        losses = policy.loss(batch, augment)
        if not self.terms:
            return losses
        pull = self.pull(policy)
        return losses | {"loss": losses["loss"] + pull, "pull": pull}

    def pull(self, policy: Policy) -> Tensor:
        """Return the penalty."""
        weights = list(policy.named_parameters())
        parts = [
            (importance[name] * (weight - anchor[name]).square()).sum()
            for importance, anchor in self.terms
            for name, weight in weights
        ]
        return 0.5 * self.strength * torch.stack(parts).sum()

    def after_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Weigh the task just learned."""
        new = self.importance(policy, windows, draw)
        if self.normalise:
            new = _normalised(new)
        if self.online and self.terms:
            old = self.terms.pop()[0]
            new = {name: self.decay * old[name] + tensor for name, tensor in new.items()}
        self.terms.append((new, copied(policy)))

    def state_dict(self) -> dict[str, Any]:
        """Return importances and anchors."""
        return {"terms": [list(term) for term in self.terms]}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take them back."""
        self.terms = [(dict(importance), dict(anchor)) for importance, anchor in state["terms"]]

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of an importance and an anchor, once or per task."""
        return 2 * sizes.weights() * (min(sizes.tasks, 1) if self.online else sizes.tasks)


def _normalised(importance: Weights) -> Weights:
    """Return an importance with mean one; one that is zero everywhere stays so."""
    total = sum(float(tensor.sum(dtype=torch.float64)) for tensor in importance.values())
    count = sum(tensor.numel() for tensor in importance.values())
    return {name: tensor * (count / total) for name, tensor in importance.items()} if total > 0 else importance
