"""`packnet`: every task gets some of the weights for good, found by pruning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from perdure.envs.errors import PerdureError
from perdure.policies import Batch, Policy

from ..batches import Windows
from .algorithm import Algorithm, Declaration, Sizes
from .per_task import OwnVectors
from .roles import Role, by_axes
from .tensors import Weights, matrices, put

_MOST = 255  # tasks that a byte can tell apart


class PackNet(Algorithm):
    """PackNet (Mallya and Lazebnik 2018, arXiv 1711.05769), with every tensor of the policy accounted for.

    The first half of a task's updates trains all weights that are free. Then, tensor by tensor, the largest of them
    are kept for the task and the others set to zero and free again; the second half trains the kept ones alone. A task
    acts with its own weights and those of tasks before it. Biases and normalisation layers are small: each task has its
    own. (LIBERO masks linear and convolutional layers only, and weight decay goes on shrinking what is masked.)

    Args:
        keep: share of the free weights that a task keeps.
        tasks: number of tasks, if it is known: then each keeps an equal share of all weights, whatever `keep` says;
            0 = not known.
    """

    declaration: ClassVar[Declaration] = Declaration(
        needs_task_id=True, forgets_nothing=True, own_weights=True, edits_update=True, papers=("mallya2018packnet",)
    )
    phases = 2

    def __init__(self, keep: float = 0.25, tasks: int = 0) -> None:
        if not 0 < keep <= 1 or not 0 <= tasks <= _MOST:
            raise PerdureError(f"keep={keep}, tasks={tasks}: need a share above 0 and up to {_MOST} tasks.")
        self.share, self.tasks = keep, tasks
        self.owner: Weights = {}  # 0 = free, n + 1 = the n-th task learned (uint8)
        self.order: list[int] = []  # tasks learned
        self.pruned = False  # this task
        self.vectors = OwnVectors()

    def before_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Let the task have all free weights."""
        if len(self.order) == _MOST or (self.tasks and len(self.order) == self.tasks):
            raise PerdureError(f"packnet has no weights left for a task more than {len(self.order)}.")
        if not self.owner:
            self.owner = {
                name: torch.zeros_like(weight, dtype=torch.uint8) for name, weight in matrices(policy).items()
            }
        self.pruned = False

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the policy's own loss."""
        return policy.loss(batch, augment)

    def edit_update(self, policy: Policy, before: Mapping[str, Tensor]) -> None:
        """Take back the step of every weight that is not the task's to change."""
        mine = len(self.order) + 1 if self.pruned else 0
        for name, weight in matrices(policy).items():
            weight.copy_(torch.where(self.owner[name] == mine, weight, before[name]))

    def before_phase(self, policy: Policy, phase: int) -> None:
        """Prune."""
        share = 1 / (self.tasks - len(self.order)) if self.tasks else self.share
        for name, weight in matrices(policy).items():
            owner = self.owner[name].view(-1)
            free = (owner == 0).nonzero()[:, 0]
            size = weight.abs().flatten()[free]
            kept = free[size.sort(descending=True, stable=True).indices[: round(share * len(free))]]
            owner[kept] = len(self.order) + 1
        self.pruned = True
        put(policy, self._of(policy, len(self.order) + 1))

    def after_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Keep the task's own vectors; its weights are its own already."""
        if not self.pruned:  # too few updates for two phases
            self.before_phase(policy, 1)
        self.order.append(windows.task)
        self.vectors.keep(policy, windows.task)

    def weights(self, policy: Policy, task: int) -> Mapping[str, Tensor]:
        """Return the weights of a task and those before it; a task not learned acts with all."""
        if task not in self.order:
            return {}
        return self._of(policy, self.order.index(task) + 1) | self.vectors.kept[task]

    def _of(self, policy: Policy, last: int) -> Weights:
        """Return the weights with an owner up to `last`, zero for the others."""
        return {
            name: weight * ((self.owner[name] > 0) & (self.owner[name] <= last))
            for name, weight in matrices(policy).items()
        }

    def roles(self, policy: Policy) -> Mapping[str, Role]:
        """Weights have owners; every task has its own biases and normalisation layers."""
        return by_axes(policy, Role.PROTECTED, Role.PER_TASK)

    def state_dict(self) -> dict[str, Any]:
        """Return the owners, the order of the tasks and their vectors."""
        state = {"owner": self.owner, "order": self.order, "pruned": self.pruned}
        return state | {"vectors": self.vectors.state_dict()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take them back."""
        self.owner, self.order, self.pruned = dict(state["owner"]), list(state["order"]), bool(state["pruned"])
        self.vectors.load_state_dict(state["vectors"])

    def state_bytes(self, sizes: Sizes) -> int:
        """Return a byte per weight and the tasks' vectors."""
        owners = sum(weight.numel() for weight in matrices(sizes.policy).values())
        return owners * min(1, sizes.tasks) + self.vectors.bytes(sizes)
