"""`multitask`: learn all tasks together; the upper reference."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor

from perdure.policies import Batch, Policy

from .algorithm import Algorithm, Declaration


class Multitask(Algorithm):
    """Joint training on the whole stream (MTL in LIBERO): every stage goes on with batches of all tasks.

    Every task is drawn equally often, however long its demonstrations are, and after the last stage the policy has
    taken as many updates as the sequential learner. It is a reference, not a competitor: it has seen later tasks early.
    """

    declaration: ClassVar[Declaration] = Declaration(
        sees_all_tasks=True, keeps_old_data=True, papers=("caruana1997multitask", "liu2023libero")
    )

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the policy's own loss; the loop gives it windows of all tasks."""
        return policy.loss(batch, augment)
