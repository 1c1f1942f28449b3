"""`lora`: a frozen policy and a thin adapter of every layer for each task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import torch
from torch import Tensor, nn
from torch.nn import functional

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.policies import Batch, Policy

from ..batches import Windows
from .algorithm import Algorithm, Declaration, Sizes
from .low_rank import fresh_pair, low_rank
from .per_task import OwnVectors
from .roles import Role, by_axes
from .tensors import Weights, loss_with, matrices

ROUTINGS = ("oracle", "language")

Pair = dict[str, tuple[Tensor, Tensor]]  # name -> A (r, d_in) and B (d_out, r)


class LowRankAdapters(Algorithm):
    """A bank of low-rank adapters (Hu et al. 2022, arXiv 2106.09685), one per task as in TAIL (arXiv 2310.05905).

    The first task trains the policy in full and thereby plays the pretraining; then its weights are frozen. Every later
    task learns W + alpha / rank * B A with its own A and B for each weight of two axes or more (further axes count as
    inputs), and its own biases and normalisation layers. Which adapter acts is told by the task's index; on a task that
    has not been learned it is the newest. With `routing=language` it is told by the instruction instead: that of the
    task, among those begun, whose own instruction has the nearest embedding by cosine, the first of equals.

    Args:
        rank: of the adapters.
        alpha: scale of their output.
        routing: what chooses the adapter: `oracle`, the task's index, or `language`.
    """

    declaration: ClassVar[Declaration] = Declaration(
        needs_task_id=True, forgets_nothing=True, own_weights=True, compute=1.1, papers=("hu2022lora", "liu2024tail")
    )

    def __init__(self, rank: int = 4, alpha: float = 8.0, routing: str = "oracle") -> None:
        if rank < 1:
            raise PerdureError(f"rank={rank} must be at least 1.")
        if routing not in ROUTINGS:
            raise UnknownNameError("routing", routing, ROUTINGS)
        self.by_language = routing == "language"
        self.instructions: Weights = {}  # task -> its embedding (E,), in the order of the stream
        self.rank, self.scale = rank, alpha / rank
        self.bank: dict[int, Pair] = {}  # empty for the first task
        self.vectors = OwnVectors()
        self.learning: dict[str, tuple[nn.Parameter, nn.Parameter]] = {}

    def before_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Start an adapter that changes nothing yet: A random, B zero."""
        if self.by_language:
            self.instructions[str(windows.task)] = _instruction(windows)
        if not self.bank:
            return
        for name, weight in matrices(policy).items():
            a, b = fresh_pair(weight, self.rank, draw)
            self.learning[name] = nn.Parameter(a), nn.Parameter(b)

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the loss of the adapted policy; the frozen weights get no gradient, so nothing moves them."""
        if not self.learning:
            return policy.loss(batch, augment)
        return loss_with(policy, self.adapted(policy, self.learning), batch, augment)

    def adapted(self, policy: Policy, pairs: Mapping[str, tuple[Tensor, Tensor]]) -> Weights:
        """Return the weights with an adapter's changes added."""
        frozen = matrices(policy)
        return {name: frozen[name] + low_rank(a, b, self.scale, frozen[name]) for name, (a, b) in pairs.items()}

    def after_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Put the adapter into the bank."""
        self.bank[windows.task] = {name: (a.detach(), b.detach()) for name, (a, b) in self.learning.items()}
        self.vectors.keep(policy, windows.task)
        self.learning = {}

    def trained(self) -> Sequence[nn.Parameter]:
        """Return the adapter of the task under way."""
        return [part for pair in self.learning.values() for part in pair]

    @property
    def declared(self) -> Declaration:
        """With routing by language the task's index is not needed."""
        return replace(self.declaration, needs_task_id=not self.by_language)

    def route(self, task: int, language: Tensor) -> int:
        """Return the task whose instruction is nearest, where language chooses."""
        if not self.instructions:
            return task
        known = torch.stack(list(self.instructions.values())).double()
        nearest = functional.cosine_similarity(known, language.to(known.device).double()[None]).argmax()
        return int(list(self.instructions)[int(nearest)])

    @torch.no_grad()
    def weights(self, policy: Policy, task: int) -> Mapping[str, Tensor]:
        """Return the adapted weights and the vectors of a task; of the newest one for a task not learned."""
        if task not in self.bank and self.learning:
            return self.adapted(policy, self.learning)
        if not self.bank:
            return {}
        known = task if task in self.bank else list(self.bank)[-1]
        return self.adapted(policy, self.bank[known]) | self.vectors.kept[known]

    def roles(self, policy: Policy) -> Mapping[str, Role]:
        """Weights are frozen after the first task; every task has its own biases and normalisation layers."""
        return by_axes(policy, Role.PROTECTED, Role.PER_TASK)

    def state_dict(self) -> dict[str, Any]:
        """Return the bank, the vectors, the adapter under way and the instructions."""
        bank = {str(task): _listed(pairs) for task, pairs in self.bank.items()}
        kept = {"bank": bank, "vectors": self.vectors.state_dict(), "instructions": dict(self.instructions)}
        return {**kept, "learning": _listed(self.learning)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take them back."""
        self.bank = {int(t): {name: (a, b) for name, (a, b) in pairs.items()} for t, pairs in state["bank"].items()}
        self.vectors.load_state_dict(state["vectors"])
        self.instructions = dict(state.get("instructions", {}))
        self.learning = {name: (nn.Parameter(a), nn.Parameter(b)) for name, (a, b) in state["learning"].items()}

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of an adapter for every task but the first, and of the tasks' vectors and instructions."""
        shapes = [weight.flatten(1).shape for weight in matrices(sizes.policy).values()]
        adapter = 4 * self.rank * sum(rows + columns for rows, columns in shapes)
        instruction = sizes.window.language.nbytes if self.by_language else 0
        return max(0, sizes.tasks - 1) * adapter + self.vectors.bytes(sizes) + sizes.tasks * instruction


def _instruction(windows: Windows) -> Tensor:
    """Return the embedding (E,) of what a task is told.

    Raises:
        PerdureError: it says nothing.
    """
    language = windows.gather(torch.zeros(1, dtype=torch.long)).language[0].clone()
    if not language.any():
        raise PerdureError("routing=language needs instructions that say something; choose another language than none.")
    return language


def _listed(pairs: Mapping[str, tuple[Tensor, Tensor]]) -> dict[str, list[Tensor]]:
    return {name: list(pair) for name, pair in pairs.items()}
