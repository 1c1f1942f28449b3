"""What an algorithm of lifelong learning can change about the one training loop."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor

from perdure.policies import Batch, Policy

from ..batches import Windows


@dataclass(frozen=True)
class Declaration:
    """What an algorithm needs; entries are compared only with entries of the same kind.

    Attributes:
        needs_task_id: looks at the index of the task, while learning or acting.
        keeps_old_data: stores demonstrations of earlier tasks.
        needs_pretraining: starts from weights that have seen other data.
        edits_update: has an `edit_update`; the loop then keeps a copy of the weights before each step.
    """

    needs_task_id: bool = False
    keeps_old_data: bool = False
    needs_pretraining: bool = False
    edits_update: bool = False


@dataclass(frozen=True)
class Sizes:
    """What the bytes of an algorithm's state are made of.

    Attributes:
        parameters: bytes of the policy's weights.
        window: bytes of one training window.
        windows: number of windows per task, in the order of the stream.
    """

    parameters: int
    window: int
    windows: tuple[int, ...]


class Algorithm(ABC):
    """What is done about forgetting: four hooks around the one training loop, in the order they are called.

    An algorithm never steps an optimiser and never loops over batches to train. Its random numbers come from the
    generators it is given; a hook that has nothing to do draws none, so that a method with weight zero is the same, bit
    for bit, as doing nothing.
    """

    declaration: ClassVar[Declaration] = Declaration()

    def before_task(self, policy: Policy, windows: Windows) -> None:  # noqa: B027
        """Prepare for a new task, before its first update."""

    @abstractmethod
    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return named scalars; `loss` is the one to minimise.

        Args:
            policy: what learns.
            batch: windows of the current task, with labels, on the policy's device.
            draw: the algorithm's own generator, on the CPU.
            augment: for the policy's loss.
        """

    def edit_update(self, policy: Policy, before: Mapping[str, Tensor]) -> None:  # noqa: B027
        """Change the step just taken: the policy holds the weights after it, `before` those before it (by name).

        Editing the step, not the gradient, is what keeps Adam and weight decay from undoing a projection or a mask.
        """

    def after_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:  # noqa: B027
        """Keep what is needed of the task just learned; may change the policy."""

    def state_dict(self) -> dict[str, Any]:
        """Return all that outlives a task, a tree of dicts with tensors, numbers and strings."""
        return {}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take back what `state_dict` returned."""
        if state:
            raise ValueError(f"{type(self).__name__} has no state, but was given {sorted(state)}")

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of the state after the tasks in `sizes`."""
        return 0
