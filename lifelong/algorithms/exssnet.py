"""`exssnet`: a mask over a random network for every task, then training of what no earlier mask uses."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from perdure.envs.errors import PerdureError
from perdure.policies import Batch, Policy

from ..batches import Windows
from .algorithm import Algorithm, Declaration, Sizes
from .neighbours import Probe
from .per_task import OwnVectors
from .roles import Role, by_axes
from .supermasks import beginning_at, chosen, fresh_scores, packed, random_signs, unpacked
from .tensors import Weights, loss_with, matrices, put

_PROBED = 512  # windows that are looked at to choose an old task


class ExclusiveSupermasks(Algorithm):
    """SupSup (Wortsman et al. 2020, arXiv 2006.14769) and ExSSNeT (Yadav and Bansal 2023, arXiv 2210.10209).

    Every task scores all weights and acts with the best `density` of each tensor; the gradient goes straight through
    the choice to the scores. With `exclusive`, the second half of a task's updates trains those chosen weights that no
    earlier task has chosen. Biases and normalisation layers: each task has its own. On a task that has not been learned
    the newest mask acts.

    The search begins at the mask of the most useful old task (the paper's KKT): seen through it, the actions of some
    episodes follow best from their nearest neighbours in the others, and better than through a random mask. As masks
    are kept and scores are not, the new scores are random ones whose largest are where the old mask is.

    Args:
        density: share of each tensor that a task uses.
        exclusive: whether weights are trained (ExSSNeT), or stay random (SupSup).
        neighbours: of a window, in the choice of an old task; 0 = every search begins at random.
    """

    declaration: ClassVar[Declaration] = Declaration(
        needs_task_id=True,
        forgets_nothing=True,
        own_weights=True,
        edits_update=True,
        compute=1.1,
        papers=("yadav2023exclusive", "wortsman2020supermasks"),
    )

    def __init__(self, density: float = 0.3, exclusive: bool = True, neighbours: int = 10) -> None:
        if not 0 < density <= 1:
            raise PerdureError(f"density={density} must be above 0 and at most 1.")
        if neighbours < 0:
            raise PerdureError(f"neighbours={neighbours} must be at least 0.")
        self.density, self.exclusive, self.neighbours = density, exclusive, neighbours
        self.phases = 2 if exclusive else 1
        self.masks: dict[int, Weights] = {}  # task -> name -> mask as bits (uint8)
        self.vectors = OwnVectors()
        self.scores: dict[str, nn.Parameter] = {}  # while masks are searched
        self.mask: Weights = {}  # of the task under way, once found (bool)

    def before_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Before the first task make the weights random signs of one size; then start new scores."""
        if not self.masks:
            put(policy, {name: random_signs(weight, self.density, draw) for name, weight in matrices(policy).items()})
        self.mask = {}
        self.scores = {
            name: nn.Parameter(fresh_scores(weight, draw).to(weight.device))
            for name, weight in matrices(policy).items()
        }
        source = self._source(policy, windows, draw)
        if source is not None:
            self._begin_at(source, policy)

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the loss of the masked policy."""
        return loss_with(policy, self.masked(policy), batch, augment)

    def masked(self, policy: Policy) -> Weights:
        """Return the masked weights of the task under way; while masks are searched only scores get gradients."""
        weights = {name: weight for name, weight in policy.named_parameters() if weight.ndim >= 2}
        if self.mask:
            return {name: weight * self.mask[name] for name, weight in weights.items()}
        return {name: weight.detach() * chosen(self.scores[name], self.density) for name, weight in weights.items()}

    def edit_update(self, policy: Policy, before: Mapping[str, Tensor]) -> None:
        """Take back the step of every weight that is not the task's alone."""
        taken = self._taken(policy)
        for name, weight in matrices(policy).items():
            mine = self.mask[name] & ~taken[name] if self.mask else torch.zeros_like(taken[name])
            weight.copy_(torch.where(mine, weight, before[name]))

    def before_phase(self, policy: Policy, phase: int) -> None:
        """Fix the mask."""
        self.mask = {name: chosen(score.detach(), self.density) > 0 for name, score in self.scores.items()}
        self.scores = {}

    def after_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Keep the mask and the task's vectors."""
        if not self.mask:
            self.before_phase(policy, 1)
        self.masks[windows.task] = {name: packed(mask) for name, mask in self.mask.items()}
        self.vectors.keep(policy, windows.task)
        self.mask = {}

    def trained(self) -> Sequence[nn.Parameter]:
        """Return the scores."""
        return list(self.scores.values())

    @torch.no_grad()
    def weights(self, policy: Policy, task: int) -> Mapping[str, Tensor]:
        """Return the masked weights and the vectors of a task, or of the newest one for a task not learned."""
        if task not in self.masks and (self.scores or self.mask):
            return self.masked(policy)
        if not self.masks:
            return {}
        known = task if task in self.masks else list(self.masks)[-1]
        masks = self.masks[known]
        chosen_weights = {name: w * unpacked(masks[name], w.shape) for name, w in matrices(policy).items()}
        return chosen_weights | self.vectors.kept[known]

    def roles(self, policy: Policy) -> Mapping[str, Role]:
        """Weights that a mask uses never change again; every task has its own biases and normalisation layers."""
        return by_axes(policy, Role.PROTECTED, Role.PER_TASK)

    def state_dict(self) -> dict[str, Any]:
        """Return masks, vectors, and the scores or the mask of the task under way."""
        masks = {str(task): bits for task, bits in self.masks.items()}
        return {"masks": masks, "vectors": self.vectors.state_dict(), "scores": self.scores, "mask": self.mask}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take them back."""
        self.masks = {int(task): dict(bits) for task, bits in state["masks"].items()}
        self.vectors.load_state_dict(state["vectors"])
        self.scores = {name: nn.Parameter(score) for name, score in state["scores"].items()}
        self.mask = dict(state["mask"])

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of a bit per weight and task, and of the tasks' vectors."""
        bits = sum(math.ceil(weight.numel() / 8) for weight in matrices(sizes.policy).values())
        return sizes.tasks * bits + self.vectors.bytes(sizes)

    def _source(self, policy: Policy, windows: Windows, draw: torch.Generator) -> int | None:
        """Return the old task whose mask tells most about a new task; None if none tells more than a random mask."""
        if not self.neighbours or not self.masks:
            return None
        probe = Probe(windows, _PROBED, self.neighbours, draw)
        errors = {task: probe.error(policy, self.weights(policy, task)) for task in self.masks}
        best = min(errors, key=errors.__getitem__)
        return best if errors[best] < min(1.0, probe.error(policy, self.masked(policy))) else None

    @torch.no_grad()
    def _begin_at(self, task: int, policy: Policy) -> None:
        """Begin a search at the mask of an old task, with its vectors."""
        put(policy, self.vectors.kept[task])
        for name, score in self.scores.items():
            score.copy_(beginning_at(unpacked(self.masks[task][name], score.shape), score))

    def _taken(self, policy: Policy) -> Weights:
        """Return which weights earlier tasks use."""
        taken = {name: torch.zeros_like(weight, dtype=torch.bool) for name, weight in matrices(policy).items()}
        for bits in self.masks.values():
            for name, mask in taken.items():
                mask |= unpacked(bits[name], mask.shape)
        return taken
