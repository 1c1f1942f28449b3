"""Weights that every task has to itself: biases, normalisation layers, temperatures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from perdure.policies import Policy

from .algorithm import Sizes
from .tensors import Weights, vectors


class OwnVectors:
    """A copy per task of the weights with fewer than two axes; they are few, and sharing them would leak.

    A new task starts from those of the task before.
    """

    def __init__(self) -> None:
        self.kept: dict[int, Weights] = {}

    def keep(self, policy: Policy, task: int) -> None:
        """Keep the policy's of now for a task."""
        self.kept[task] = vectors(policy)

    def state_dict(self) -> dict[str, Any]:
        """Return all copies."""
        return {str(task): weights for task, weights in self.kept.items()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take them back."""
        self.kept = {int(task): dict(weights) for task, weights in state.items()}

    @staticmethod
    def bytes(sizes: Sizes) -> int:
        """Return the bytes of all copies."""
        return sizes.tasks * sizes.weights(most=1)
