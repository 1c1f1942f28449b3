"""`gpm`: gradient projection memory: no step changes what a layer answers to old inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from perdure.envs.errors import PerdureError
from perdure.policies import Batch, Policy

from ..batches import Windows
from .algorithm import Algorithm, Declaration, Sizes
from .layers import Layer, grams, joined, layers, matrix_of, split
from .roles import Role
from .tensors import Weights

_EXACT = 1e-12  # share of the energy that is rounding
_MOST = 0.999  # share of the energy that a rising threshold protects at most


class GradientProjectionMemory(Algorithm):
    """Gradient projection memory (Saha et al. 2021, arXiv 2103.09762), on the step instead of the gradient.

    At the end of a task, each layer's most energetic input directions are added to its protected subspace; later steps
    are made orthogonal to it. Weight and bias are one matrix, whose inputs end with a 1. Weights that are not of such a
    layer (normalisation, recurrences, learned tokens) are frozen after the first task. Projecting the step keeps Adam
    and weight decay from leaving the allowed directions.

    Args:
        threshold: share of the energy of a layer's inputs that is protected; 0 = nothing.
        growth: added to it with every task.
        windows: of each task, to take the inputs from.
    """

    declaration: ClassVar[Declaration] = Declaration(
        by_layer=True, edits_update=True, compute=1.2, papers=("saha2021gradient",)
    )

    def __init__(self, threshold: float = 0.99, growth: float = 0.003, windows: int = 128) -> None:
        if not 0 <= threshold <= 1 or growth < 0 or windows < 1:
            raise PerdureError(
                f"threshold={threshold} must be in 0 to 1, growth={growth} >= 0, windows={windows} >= 1."
            )
        self.threshold, self.growth, self.count = threshold, growth, windows
        self.protected: Weights = {}  # layer -> projector onto its old inputs (in, in)
        self.learned = 0

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the policy's own loss."""
        return policy.loss(batch, augment)

    def edit_update(self, policy: Policy, before: Mapping[str, Tensor]) -> None:
        """Take out of the step what acts on old inputs."""
        if self.protected:
            project(policy, before, self.protected)

    def after_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Protect the directions of this task's inputs."""
        share = risen(self.threshold, self.growth, self.learned)
        self.learned += 1
        if not self.threshold:
            return
        found = grams(policy, windows, self.count, draw)
        self.protected = {
            name: directions(layer, found.get(name), share, self.protected.get(name))
            for name, layer in layers(policy).items()
        }

    def rank(self, name: str) -> int:
        """Return the dimensions of a layer that are protected; nothing can be learned where that is all of them."""
        return round(float(self.protected[name].trace())) if name in self.protected else 0

    def roles(self, policy: Policy) -> Mapping[str, Role]:
        """Layers are protected in directions, all other weights as a whole."""
        return dict.fromkeys(policy.state_dict(), Role.PROTECTED)

    def state_dict(self) -> dict[str, Any]:
        """Return the projectors."""
        return {"protected": self.protected, "learned": self.learned}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take them back."""
        self.protected, self.learned = dict(state["protected"]), int(state["learned"])

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of the projectors, the same after any number of tasks."""
        widths = [joined(layer).shape[1] for layer in layers(sizes.policy).values()]
        return 4 * sum(width**2 for width in widths) if self.threshold and sizes.tasks else 0


def project(policy: Policy, before: Mapping[str, Tensor], protected: Mapping[str, Tensor]) -> None:
    """Take out of the step what acts in protected directions, and all of the step of weights that are of no layer.

    Args:
        policy: after the step.
        before: its weights before it.
        protected: layer -> projector (in, in).
    """
    after = dict(policy.named_parameters())
    rest = set(after)
    for name, layer in layers(policy).items():
        step = joined(layer) - matrix_of(layer, name, before)
        for key, part in split(layer, name, step @ protected[name]).items():
            after[key].sub_(part)
            rest.remove(key)
    for key in rest:
        after[key].copy_(before[key])


def risen(threshold: float, growth: float, learned: int) -> float:
    """Return the share of energy that is protected of the next task, [0, 1], after so many.

    It stops rising at 0.999: a layer of which all inputs are protected does not learn any more.
    """
    return min(max(threshold, _MOST), threshold + growth * learned)


def directions(layer: Layer, gram: Tensor | None, share: float, known: Tensor | None = None) -> Tensor:
    """Return the projector of a layer onto what holds `share` of its inputs' energy, and what was known before.

    A layer whose inputs cannot be seen is protected as a whole.
    """
    eye = torch.eye(joined(layer).shape[1], device=layer.weight.device)
    if gram is None:
        return eye
    return extended(torch.zeros_like(eye) if known is None else known, gram, share)


def extended(projector: Tensor, gram: Tensor, share: float) -> Tensor:
    """Return a projector with as few directions added as it takes to hold `share` of the inputs' energy.

    Args:
        projector: (in, in) symmetric, equal to its square.
        gram: (in, in) the mean of x x^T.
        share: 0 to 1.
    """
    known = projector.double()
    rest = torch.eye(len(known), dtype=known.dtype, device=known.device) - known
    energy, directions = torch.linalg.eigh(rest @ gram.double() @ rest)
    energy, directions = energy.flip(0).clamp(min=0), directions.flip(1)
    total = gram.double().trace()
    missing = share * total - (total - energy.sum())  # what the known directions do not hold already
    short = energy.cumsum(0) < missing - _EXACT * total
    count = int(short.sum()) + 1 if missing > _EXACT * total else 0
    found = directions[:, :count]
    basis = torch.linalg.qr(rest @ found)[0] if count else found  # once more orthogonal to what is known
    grown: Tensor = (known + basis @ basis.T).to(projector.dtype)
    return grown
