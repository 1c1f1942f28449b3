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
from .adapter_bank import AdapterBank, listed
from .adapter_shares import TRANSFERS, fresh_shares, likeness, shares
from .algorithm import Algorithm, Declaration, Sizes
from .low_rank import fresh_pair
from .per_task import OwnVectors
from .roles import Role, by_axes
from .tensors import Weights, loss_with, matrices

ROUTINGS = ("oracle", "language")


class LowRankAdapters(Algorithm):
    """A bank of low-rank adapters (Hu et al. 2022, arXiv 2106.09685), one per task as in TAIL (arXiv 2310.05905).

    The first task trains the policy in full and thereby plays the pretraining; then its weights are frozen. Every later
    task learns W + alpha / rank * B A with its own A and B for each weight of two axes or more (further axes count as
    inputs), and its own biases and normalisation layers. Which adapter acts is told by the task's index; on a task that
    has not been learned it is the newest. With `routing=language` it is told by the instruction instead: that of the
    task, among those begun, whose own instruction has the nearest embedding by cosine, the first of equals.

    With `transfer` a task also learns, from the third task on and for each weight, how much of the adapters before it
    is added to its own. `scaled`: a factor for each (ScaLearn, Frohmann et al. 2024, arXiv 2310.01217), at first 1 / n.
    `gated`: shares that sum to 1, its own adapter's among them (after Mixture-of-Domain-Adapters, Diao et al. 2023,
    arXiv 2306.05406), at first by how alike the instructions are. The paper's gate looks at hidden states, ours at the
    instruction alone, so that a task's weights are summed up once and acting costs nothing more.

    Args:
        rank: of the adapters.
        alpha: scale of their output.
        routing: what chooses the adapter: `oracle`, the task's index, or `language`.
        transfer: what a task takes over from earlier adapters: `none`, `scaled` or `gated`.
    """

    declaration: ClassVar[Declaration] = Declaration(
        needs_task_id=True,
        forgets_nothing=True,
        own_weights=True,
        compute=1.1,
        papers=("hu2022lora", "liu2024tail", "frohmann2024scalearn", "diao2023mixture"),
    )

    def __init__(self, rank: int = 4, alpha: float = 8.0, routing: str = "oracle", transfer: str = "none") -> None:
        if rank < 1:
            raise PerdureError(f"rank={rank} must be at least 1.")
        if routing not in ROUTINGS:
            raise UnknownNameError("routing", routing, ROUTINGS)
        if transfer not in TRANSFERS:
            raise UnknownNameError("transfer", transfer, TRANSFERS)
        self.by_language, self.transfer, self.rank = routing == "language", transfer, rank
        self.instructions: Weights = {}  # task -> its embedding (E,), in the order of the stream, where it matters
        self.bank, self.vectors = AdapterBank(alpha / rank), OwnVectors()
        self.learning: dict[str, tuple[nn.Parameter, nn.Parameter]] = {}  # the adapter of the task under way
        self.sharing: dict[str, nn.Parameter] = {}  # and what it learns about the shares of those before it

    def before_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Start an adapter that adds nothing of its own yet: A random, B zero."""
        if self._listens:
            self.instructions[str(windows.task)] = _instruction(windows, needed=self.by_language)
        if not self.bank.pairs:
            return
        frozen = matrices(policy)
        for name, weight in frozen.items():
            a, b = fresh_pair(weight, self.rank, draw)
            self.learning[name] = nn.Parameter(a), nn.Parameter(b)
        device = next(iter(frozen.values())).device
        self.sharing = fresh_shares(self.transfer, frozen, len(self.bank.sources()), device)

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
        if not self.by_language or not self.instructions:
            return task
        known = torch.stack(list(self.instructions.values())).double()
        nearest = functional.cosine_similarity(known, language.to(known.device).double()[None]).argmax()
        return int(list(self.instructions)[int(nearest)])

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
        return kept | under_way | {"instructions": dict(self.instructions)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take them back."""
        self.bank.load_state_dict(state["bank"])
        self.vectors.load_state_dict(state["vectors"])
        self.instructions = dict(state["instructions"])
        self.sharing = {name: nn.Parameter(share) for name, share in state["sharing"].items()}
        self.learning = {name: (nn.Parameter(a), nn.Parameter(b)) for name, (a, b) in state["learning"].items()}

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of an adapter for every task but the first, its shares, the tasks' vectors and instructions.

        The n-th adapter, from the second on, has n shares per weight.
        """
        shapes = [weight.flatten(1).shape for weight in matrices(sizes.policy).values()]
        adapter = 4 * self.rank * sum(rows + columns for rows, columns in shapes)
        adapters = max(0, sizes.tasks - 1)
        mixed = 0 if self.transfer == "none" else 4 * len(shapes) * sum(range(2, adapters + 1))
        instruction = sizes.window.language.nbytes if self._listens else 0
        return adapters * adapter + mixed + self.vectors.bytes(sizes) + sizes.tasks * instruction

    @property
    def _listens(self) -> bool:
        """Whether instructions are kept."""
        return self.by_language or self.transfer == "gated"

    def _shares(self) -> Weights:
        """Return the shares of the task under way; none where it has its own adapter alone."""
        if not self.sharing:
            return {}
        told = list(self.instructions.values())[1:]  # the first task has no adapter
        return shares(self.transfer, self.sharing, likeness(told) if told else torch.zeros(0))

    def _adapted(self, policy: Policy) -> Weights:
        """Return the weights of the task under way."""
        return self.bank.adapted(matrices(policy), self.learning, self._shares(), self.bank.sources())


def _instruction(windows: Windows, needed: bool) -> Tensor:
    """Return the embedding (E,) of what a task is told.

    Raises:
        PerdureError: it says nothing and is needed.
    """
    language = windows.gather(torch.zeros(1, dtype=torch.long)).language[0].clone()
    if needed and not language.any():
        raise PerdureError("routing=language needs instructions that say something; choose another language than none.")
    return language
