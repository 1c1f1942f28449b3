"""`lora`: a frozen policy and a thin adapter of every layer for each task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.policies import Batch, Policy

from ..batches import Windows
from .adapter_bank import AdapterBank, listed
from .adapter_shares import TRANSFERS, fresh_shares, gated, scaled
from .algorithm import Algorithm, Declaration, Sizes
from .instructions import Instructions
from .low_rank import fresh_pair
from .per_task import OwnVectors
from .roles import Role, by_axes
from .tensors import Weights, loss_with, matrices

ROUTINGS = ("oracle", "language")
PAPERS = ("hu2022lora", "liu2024tail", "frohmann2024scalearn", "diao2023mixture")


class LowRankAdapters(Algorithm):
    """A bank of low-rank adapters (Hu et al. 2022, arXiv 2106.09685), one per task as in TAIL (arXiv 2310.05905).

    The first task trains the policy in full and thereby plays the pretraining; then its weights are frozen. Every later
    task learns W + alpha / rank * B A with its own A and B for each weight of two axes or more, and its own biases and
    normalisation layers. Which adapter acts is told by the task's index; on a task that has not been learned it is the
    newest. With `routing=language` it is told by the instruction instead: that of the task, among those begun, whose
    own instruction has the nearest embedding by cosine, the first of equals.

    With `transfer` a task also learns, from the third task on and for each weight, how much of the adapters before it
    is added to its own: `scaled` a factor for each (ScaLearn, Frohmann et al. 2024, arXiv 2310.01217), `gated` shares
    that sum to 1, its own among them (after Mixture-of-Domain-Adapters, Diao et al. 2023, arXiv 2306.05406).

    Args:
        rank: of the adapters.
        alpha: scale of their output.
        routing: what chooses the adapter: `oracle`, the task's index, or `language`.
        transfer: what a task takes over from earlier adapters: `none`, `scaled` or `gated`.
    """

    declaration: ClassVar[Declaration] = Declaration(
        needs_task_id=True, forgets_nothing=True, own_weights=True, compute=1.1, papers=PAPERS
    )

    def __init__(self, rank: int = 4, alpha: float = 8.0, routing: str = "oracle", transfer: str = "none") -> None:
        if rank < 1:
            raise PerdureError(f"rank={rank} must be at least 1.")
        if routing not in ROUTINGS:
            raise UnknownNameError("routing", routing, ROUTINGS)
        if transfer not in TRANSFERS:
            raise UnknownNameError("transfer", transfer, TRANSFERS)
        self.by_language, self.transfer, self.rank = routing == "language", transfer, rank
        self.bank, self.vectors, self.instructions = AdapterBank(alpha / rank), OwnVectors(), Instructions()
        self.learning: dict[str, tuple[nn.Parameter, nn.Parameter]] = {}  # the adapter of the task under way
        self.sharing: dict[str, nn.Parameter] = {}  # and what it learns about the shares of those before it

    def before_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Start an adapter that adds nothing of its own yet: A random, B zero."""
        if self._listens and not self.instructions.keep(windows).any() and self.by_language:
            raise PerdureError("routing=language needs instructions that say something: another language than none.")
        if not self.bank.pairs:
            return
        frozen = matrices(policy)
        for name, weight in frozen.items():
            a, b = fresh_pair(weight, self.rank, draw)
            self.learning[name] = nn.Parameter(a), nn.Parameter(b)
        self.sharing = fresh_shares(self.transfer, frozen, len(self.bank.sources()))

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the loss of the adapted policy; the frozen weights get no gradient, so nothing moves them."""
        if not self.learning:
            return policy.loss(batch, augment)
        return loss_with(policy, self._adapted(policy), batch, augment)

    def after_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Put the adapter into the bank."""
        self.bank.keep(windows.task, self.learning, self._shares())
        self.vectors.keep(policy, windows.task)
        self.learning, self.sharing = {}, {}

    def trained(self) -> Sequence[nn.Parameter]:
        """Return the adapter of the task under way, and what is learned about the shares of the others."""
        return [*(part for pair in self.learning.values() for part in pair), *self.sharing.values()]

    @property
    def declared(self) -> Declaration:
        """With routing by language the task's index is not needed."""
        return replace(self.declaration, needs_task_id=not self.by_language)

    def route(self, task: int, language: Tensor) -> int:
        """Return the task whose instruction is nearest, where language chooses."""
        return self.instructions.nearest(language) if self.by_language and self.instructions.kept else task

    @torch.no_grad()
    def weights(self, policy: Policy, task: int) -> Mapping[str, Tensor]:
        """Return the adapted weights and the vectors of a task; of the newest one for a task not learned."""
        if task not in self.bank.pairs and self.learning:
            return self._adapted(policy)
        if not self.bank.pairs:
            return {}
        known = task if task in self.bank.pairs else list(self.bank.pairs)[-1]
        return self.bank.weights(known, matrices(policy)) | self.vectors.kept[known]

    def roles(self, policy: Policy) -> Mapping[str, Role]:
        """Weights are frozen after the first task; every task has its own biases and normalisation layers."""
        return by_axes(policy, Role.PROTECTED, Role.PER_TASK)

    def state_dict(self) -> dict[str, Any]:
        """Return the bank, the vectors, the adapter under way and the instructions."""
        kept = {"bank": self.bank.state_dict(), "vectors": self.vectors.state_dict()}
        under_way = {"learning": listed(self.learning), "sharing": dict(self.sharing)}
        return kept | under_way | {"instructions": self.instructions.state_dict()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take them back."""
        self.bank.load_state_dict(state["bank"])
        self.vectors.load_state_dict(state["vectors"])
        self.instructions.load_state_dict(state["instructions"])
        self.sharing = {name: nn.Parameter(share) for name, share in state["sharing"].items()}
        self.learning = {name: (nn.Parameter(a), nn.Parameter(b)) for name, (a, b) in state["learning"].items()}

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of the adapters and their shares, and of the tasks' vectors and instructions."""
        instructions = sizes.tasks * sizes.window.language.nbytes if self._listens else 0
        adapters = self.bank.bytes(sizes, self.rank, shared=self.transfer != "none")
        return adapters + self.vectors.bytes(sizes) + instructions

    @property
    def _listens(self) -> bool:
        """Whether instructions are kept."""
        return self.by_language or self.transfer == "gated"

    def _shares(self) -> Weights:
        """Return the shares that the task under way acts with; empty where it has its own adapter alone."""
        if self.transfer == "gated":
            return gated(self.sharing, self.instructions.likeness()[1:])  # the first task has no adapter
        return scaled(self.sharing)

    def _adapted(self, policy: Policy) -> Weights:
        """Return the weights of the task under way."""
        return self.bank.adapted(matrices(policy), self.learning, self._shares(), self.bank.sources())
