"""`single_task`: a policy of its own for every task; the reference for transfer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from perdure.policies import Batch, Policy

from ..batches import Windows
from .algorithm import Algorithm, Declaration, Sizes
from .roles import Role
from .tensors import Weights, copied, put


class SingleTask(Algorithm):
    """Every task starts from the same first weights and ends as an expert of its own (single-task learning, STL).

    Nothing can be forgotten and nothing is transferred, so it is what forward transfer is measured against. On a task
    that has not been learned the newest expert acts.
    """

    declaration: ClassVar[Declaration] = Declaration(
        needs_task_id=True, forgets_nothing=True, own_weights=True, papers=("wolczyk2021continual", "liu2023libero")
    )

    def __init__(self) -> None:
        self.start: Weights = {}
        self.experts: dict[int, Weights] = {}

    def before_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Go back to the first weights."""
        self.start = self.start or copied(policy)
        put(policy, self.start)

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the policy's own loss."""
        return policy.loss(batch, augment)

    def after_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Keep the expert."""
        self.experts[windows.task] = copied(policy)

    def weights(self, policy: Policy, task: int) -> Mapping[str, Tensor]:
        """Return the task's expert."""
        return self.experts.get(task, {})

    def roles(self, policy: Policy) -> Mapping[str, Role]:
        """Every task has all weights to itself."""
        return dict.fromkeys(policy.state_dict(), Role.PER_TASK)

    def state_dict(self) -> dict[str, Any]:
        """Return the first weights and the experts."""
        return {"start": self.start, "experts": self.experts}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take them back."""
        self.start = dict(state["start"])
        self.experts = {int(task): dict(weights) for task, weights in state["experts"].items()}

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of the first weights and of an expert per task."""
        return sizes.weights() * (1 + sizes.tasks)
