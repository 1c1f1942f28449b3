"""What an algorithm of lifelong learning can change about the one training loop."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from perdure.policies import Batch, Policy

from ..batches import Windows
from .roles import Role


@dataclass(frozen=True)
class Declaration:
    """What an algorithm needs; entries are compared only with entries of the same kind.

    Attributes:
        needs_task_id: looks at the index of the task, while learning or acting.
        keeps_old_data: stores demonstrations of earlier tasks.
        needs_pretraining: starts from weights that have seen other data.
        sees_all_tasks: is given the demonstrations of all tasks of the stream in every stage.
        forgets_nothing: acts on an old task, bit for bit, as it did when the task was learned.
        by_layer: reads inputs and weight of each linear layer; a change kept as two factors beside it would escape.
        edits_update: has an `edit_update`; the loop then keeps a copy of the weights before each step.
        own_weights: acts on each task with weights of its own, which a checkpoint of the policy alone does not tell.
        whole_batch: its loss notes what the batch of an update says, so that a batch cannot be learned in parts.
        compute: cost of an update, in updates of plain fine-tuning; passes over the data at a task's end not counted.
        papers: keys in `references.bib`.
    """

    needs_task_id: bool = False
    keeps_old_data: bool = False
    needs_pretraining: bool = False
    sees_all_tasks: bool = False
    forgets_nothing: bool = False
    by_layer: bool = False
    edits_update: bool = False
    own_weights: bool = False
    whole_batch: bool = False
    compute: float = 1.0
    papers: tuple[str, ...] = ()

    @property
    def needs(self) -> dict[str, bool]:
        """What decides whether entries can be compared, by name."""
        inner = {"by_layer", "edits_update", "own_weights", "whole_batch"}
        return {key: value for key, value in asdict(self).items() if isinstance(value, bool) and key not in inner}


@dataclass(frozen=True, eq=False)
class Sizes:
    """What the bytes of an algorithm's state depend on.

    Attributes:
        policy: what learns.
        window: one training window, a batch of one.
        windows: number of windows per task, in the order of the stream.
    """

    policy: Policy
    window: Batch
    windows: tuple[int, ...]

    @property
    def tasks(self) -> int:
        """Tasks learned."""
        return len(self.windows)

    def weights(self, least: int = 0, most: int = 99) -> int:
        """Return the bytes of the policy's weights with `least` to `most` axes."""
        chosen = [weight for weight in self.policy.parameters() if least <= weight.ndim <= most]
        return sum(weight.numel() * weight.element_size() for weight in chosen)


class Algorithm(ABC):
    """What is done about forgetting: four hooks around the one training loop, in the order they are called.

    An algorithm never steps an optimiser and never loops over batches to train. Its random numbers come from the
    generators it is given; a hook that has nothing to do draws none, so that a method with weight zero is the same, bit
    for bit, as doing nothing. An algorithm whose learning of a task has parts, such as pruning and training again, sets
    `phases`: the loop cuts the updates of a task into that many equal parts.

    Attributes:
        declaration: what it needs with its default knobs.
        phases: equal parts of a task; each has its own optimiser and schedule.
    """

    declaration: ClassVar[Declaration] = Declaration()
    phases: int = 1

    @property
    def declared(self) -> Declaration:
        """What it needs with the knobs that it has."""
        return self.declaration

    def before_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:  # noqa: B027
        """Prepare for a new task, before its first update; may change the policy."""

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

    def before_phase(self, policy: Policy, phase: int) -> None:  # noqa: B027
        """Prepare for the second phase (1) of a task or a later one."""

    def after_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:  # noqa: B027
        """Keep what is needed of the task just learned; may change the policy."""

    def trained(self) -> Sequence[nn.Parameter]:
        """Return the tensors of its own that the loop trains beside the policy's; they change only between phases."""
        return ()

    def weights(self, policy: Policy, task: int) -> Mapping[str, Tensor]:
        """Return the weights to act with on a task, by name, where they are not the policy's own."""
        return {}

    def route(self, task: int, language: Tensor) -> int:
        """Return the task whose weights act where a policy is told language (E,); by default it is the true one."""
        return task

    def acting(self, policy: Policy, task: int, instruction: str | None = None) -> Mapping[str, Tensor]:
        """Return the weights to act with on a task that is told in some words; None = in those it was learned with."""
        told = task if instruction is None else self.route(task, policy.embed(instruction, task))
        return self.weights(policy, told)

    def roles(self, policy: Policy) -> Mapping[str, Role]:
        """Return how each tensor of the policy is kept from one task to the next."""
        return dict.fromkeys(policy.state_dict(), Role.SHARED)

    def state_dict(self) -> dict[str, Any]:
        """Return all that the next update depends on, a tree of dicts and lists with tensors, numbers and strings."""
        return {}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take back what `state_dict` returned, its tensors on the policy's device."""
        if state:
            raise ValueError(f"{type(self).__name__} has no state, but was given {sorted(state)}")

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of the state after the tasks in `sizes`."""
        return 0
