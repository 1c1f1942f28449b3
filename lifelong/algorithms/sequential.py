"""`sequential`: learn one task after the other and do nothing about forgetting."""

from __future__ import annotations

import torch
from torch import Tensor

from perdure.policies import Batch, Policy

from .algorithm import Algorithm


class Sequential(Algorithm):
    """Plain fine-tuning, the lower reference (SEQL in LIBERO)."""

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the policy's own loss."""
        return policy.loss(batch, augment)
