"""`sequential`: learn one task after the other and do nothing about forgetting."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor

from perdure.policies import Batch, Policy

from .algorithm import Algorithm, Declaration


class Sequential(Algorithm):
    """Plain fine-tuning, the lower reference (SEQL in LIBERO)."""

    declaration: ClassVar[Declaration] = Declaration(papers=("liu2023libero",))

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the policy's own loss."""
        return policy.loss(batch, augment)
