"""`merge`: fine-tune on each task, then merge the result with what was there before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.policies import Batch, Policy

from ..batches import Windows
from .algorithm import Algorithm, Declaration, Sizes
from .layers import grams, joined, layers, matrix_of, split
from .per_window import fisher
from .tensors import Weights, copied, put

RULES = ("mean", "arithmetic", "ties", "fisher", "regmean")
_FROM_BASE = ("arithmetic", "ties")  # these add task vectors, which must start at the same point


class Merge(Algorithm):
    """Merging of weights after every task; nothing is done while a task is learned.

    Weights learned from different beginnings cannot be averaged, so the first task is not merged: it plays the
    pretraining, and its weights are the base. Normalisation layers have no running statistics here and are merged like
    other weights. The rules:

    - `mean`: (1 - alpha) old + alpha new (RETAIN, arXiv 2512.08333); alpha 0 stands for 1 / k at the k-th task, which
      weighs all tasks alike.
    - `arithmetic`: base + alpha * sum of (new - base) over tasks (Ilharco et al. 2023, arXiv 2212.04089).
    - `ties`: the same with the largest `trim` share of each task vector, and per weight the mean of those that agree
      with the sign that has more mass (Yadav et al. 2023, arXiv 2306.01708).
    - `fisher`: the mean weighted by each task's Fisher information (Matena and Raffel 2022, arXiv 2111.09832).
    - `regmean`: each layer answers its inputs of all tasks as the tasks' own layers did, in least squares (Jin et al.
      2023, arXiv 2212.09849); other weights as `mean` with 1 / k.

    With `arithmetic` and `ties` every task starts from the base, else from what was merged before.

    Args:
        rule: one of the above.
        alpha: see the rules; 0 = 1 / k for `mean`, 1 for `arithmetic` and `ties`.
        trim: share of a task vector that `ties` keeps.
        shrink: factor of the off-diagonal inner products of `regmean`.
        windows: of each task, for `fisher` and `regmean`.
    """

    declaration: ClassVar[Declaration] = Declaration(
        by_layer=True, papers=(
            "yadav2025retain", "ilharco2023editing", "yadav2023ties", "matena2022merging", "jin2023dataless",
        )
    )  # fmt: skip

    def __init__(
        self, rule: str = "fisher", alpha: float = 0.0, trim: float = 0.2, shrink: float = 0.9, windows: int = 256
    ) -> None:
        if rule not in RULES:
            raise UnknownNameError("rule of merge:", rule, RULES)
        if not 0 <= alpha <= 1 or not 0 < trim <= 1 or not 0 <= shrink <= 1 or windows < 1:
            raise PerdureError(f"merge: alpha={alpha}, trim={trim}, shrink={shrink}, windows={windows} must be shares.")
        self.rule, self.alpha, self.trim, self.shrink, self.count = rule, alpha, trim, shrink, windows
        self.learned = 0
        self.kept: dict[str, Weights] = {}  # what the rule needs of earlier tasks

    def before_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Start from the base, where the rule adds task vectors."""
        if self.rule in _FROM_BASE and self.learned:
            put(policy, self.kept["base"])

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the policy's own loss."""
        return policy.loss(batch, augment)

    def after_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Merge."""
        self.learned += 1
        new = copied(policy)
        rules = {"mean": self._mean, "arithmetic": self._arithmetic, "ties": self._ties}
        if self.rule in rules:
            put(policy, rules[self.rule](new))
        elif self.rule == "fisher":
            put(policy, self._fisher(new, fisher(policy, windows, self.count, draw)))
        else:
            put(policy, self._regmean(policy, new, grams(policy, windows, self.count, draw)))

    def _mean(self, new: Weights, alpha: float = 0.0) -> Weights:
        old = self.kept.get("merged", new)
        share = alpha or self.alpha or 1 / self.learned
        self.kept["merged"] = {name: torch.lerp(old[name], tensor, share) for name, tensor in new.items()}
        return self.kept["merged"]

    def _arithmetic(self, new: Weights) -> Weights:
        base = self.kept.setdefault("base", new)
        total = self.kept.get("total", {name: torch.zeros_like(tensor) for name, tensor in new.items()})
        self.kept["total"] = {name: total[name] + tensor - base[name] for name, tensor in new.items()}
        return self._added(self.kept["total"])

    def _ties(self, new: Weights) -> Weights:
        base = self.kept.setdefault("base", new)
        if self.learned > 1:
            self.kept[str(self.learned)] = trimmed({k: new[k] - base[k] for k in new}, self.trim)
        vectors = [vector for name, vector in self.kept.items() if name != "base"]
        if not vectors:
            return base
        return self._added({name: elected(torch.stack([vector[name] for vector in vectors])) for name in base})

    def _added(self, change: Weights) -> Weights:
        return {name: tensor + (self.alpha or 1.0) * change[name] for name, tensor in self.kept["base"].items()}

    def _fisher(self, new: Weights, importance: Weights) -> Weights:
        floor = 1e-12  # weights that no task cares about are averaged
        mine = {name: tensor + floor for name, tensor in importance.items()}
        known = self.kept.get("precision", {name: torch.zeros_like(tensor) for name, tensor in new.items()})
        merged = self.kept.get("merged", new)
        total = {name: known[name] + tensor for name, tensor in mine.items()}
        moved = {name: torch.lerp(merged[name], new[name], mine[name] / total[name]) for name in new}
        self.kept = {"precision": total, "merged": moved}
        return moved

    def _regmean(self, policy: Policy, new: Weights, found: Mapping[str, Tensor]) -> Weights:
        mean = self._mean(new, 1 / self.learned)
        solved: Weights = {}
        squares, products = self.kept.setdefault("squares", {}), self.kept.setdefault("products", {})
        for name, layer in layers(policy).items():
            matrix = joined(layer).double().T
            gram = found.get(name, torch.zeros(len(matrix), len(matrix), dtype=torch.float64, device=matrix.device))
            gram = self.shrink * gram + (1 - self.shrink) * gram.diagonal().diag()
            squares[name] = squares.get(name, 0.0) + gram
            products[name] = products.get(name, 0.0) + gram @ matrix
            start = matrix_of(layer, name, mean).double().T
            rest = products[name] - squares[name] @ start  # directions that no input has stay at the mean
            best = start + torch.linalg.pinv(squares[name], hermitian=True) @ rest
            solved |= split(layer, name, best.T.to(layer.weight.dtype))
        return mean | solved

    def state_dict(self) -> dict[str, Any]:
        """Return what the rule needs."""
        return {"learned": self.learned, "kept": self.kept}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take it back."""
        self.learned, self.kept = int(state["learned"]), {key: dict(part) for key, part in state["kept"].items()}

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of one copy of the weights, of two, of one per task, or of one with each layer's sums."""
        if not sizes.tasks:
            return 0
        copies = {"mean": 1, "arithmetic": 2, "ties": sizes.tasks, "fisher": 2, "regmean": 1}[self.rule]
        shapes = [joined(layer).shape for layer in layers(sizes.policy).values()] if self.rule == "regmean" else []
        return copies * sizes.weights() + 8 * sum(wide * (wide + high) for high, wide in shapes)


def trimmed(vector: Weights, share: float) -> Weights:
    """Return a task vector with the largest `share` of its numbers, all tensors together, the others set to zero."""
    sizes = torch.cat([tensor.abs().flatten() for tensor in vector.values()])
    kept = max(1, round(share * len(sizes)))
    least = sizes.topk(kept).values[-1]
    return {name: tensor * (tensor.abs() >= least) for name, tensor in vector.items()}


def elected(stack: Tensor) -> Tensor:
    """Return per weight the mean of the numbers (K, ...) whose sign is that of their sum; 0 of none."""
    agree = (stack.sign() == stack.sum(0).sign()) & (stack != 0)
    return (stack * agree).sum(0) / agree.sum(0).clamp(min=1)
