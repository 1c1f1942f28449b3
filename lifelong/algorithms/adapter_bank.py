"""Low-rank adapters of several tasks, and how much of each a task acts with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from .algorithm import Sizes
from .low_rank import low_rank
from .tensors import Weights, matrices

Pair = tuple[Tensor, Tensor]
Pairs = Mapping[str, Pair]  # weight -> A (r, d_in) and B (d_out, r)


class AdapterBank:
    """An adapter per task but the first, whose weights stand for the pretraining; kept in the order of the stream.

    Args:
        scale: of what an adapter adds.
    """

    def __init__(self, scale: float) -> None:
        self.scale = scale
        self.pairs: dict[int, Pairs] = {}  # empty for the first task
        self.shares: dict[int, Weights] = {}  # task -> weight -> shares of the adapters up to its own; none: its own

    def keep(self, task: int, pairs: Pairs, shares: Mapping[str, Tensor]) -> None:
        """Put a task's adapter into the bank, and what it uses of all of them."""
        self.pairs[task] = {name: (a.detach(), b.detach()) for name, (a, b) in pairs.items()}
        self.shares[task] = {name: share.detach() for name, share in shares.items()}

    def sources(self, task: int | None = None) -> list[Pairs]:
        """Return the adapters that were there before a task's, or all."""
        known = list(self.pairs)
        return [self.pairs[each] for each in known[: len(known) if task is None else known.index(task)][1:]]

    def weights(self, task: int, frozen: Weights) -> Weights:
        """Return the weights of a task that has been learned."""
        return self.adapted(frozen, self.pairs[task], self.shares[task], self.sources(task))

    def adapted(self, frozen: Weights, pairs: Pairs, shares: Mapping[str, Tensor], sources: list[Pairs]) -> Weights:
        """Return the weights with the changes of an adapter and of those before it.

        Args:
            frozen: what is changed.
            pairs: the adapter.
            shares: weight -> (sources + 1,) of each of `sources` and then of the adapter; empty: the adapter alone.
            sources: the adapters before it.
        """
        if shares:
            pairs = {n: _mixed([*(each[n] for each in sources), pair], shares[n]) for n, pair in pairs.items()}
        return {name: frozen[name] + low_rank(a, b, self.scale, frozen[name]) for name, (a, b) in pairs.items()}

    def state_dict(self) -> dict[str, Any]:
        """Return all adapters and shares."""
        pairs = {str(task): listed(pairs) for task, pairs in self.pairs.items()}
        return {"pairs": pairs, "shares": {str(task): shares for task, shares in self.shares.items()}}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take them back."""
        self.pairs = {
            int(task): {name: (a, b) for name, (a, b) in all_.items()} for task, all_ in state["pairs"].items()
        }
        self.shares = {int(task): dict(shares) for task, shares in state["shares"].items()}

    @staticmethod
    def bytes(sizes: Sizes, rank: int, shared: bool) -> int:
        """Return the bytes of all adapters, and of their shares: the n-th adapter, from the second on, has n a weight.

        Args:
            sizes: of the policy and the tasks.
            rank: of the adapters.
            shared: whether tasks act with shares of earlier adapters.
        """
        shapes = [weight.flatten(1).shape for weight in matrices(sizes.policy).values()]
        adapters = max(0, sizes.tasks - 1)
        shares = len(shapes) * sum(range(2, adapters + 1)) if shared else 0
        return 4 * (adapters * rank * sum(rows + columns for rows, columns in shapes) + shares)


def listed(pairs: Pairs) -> dict[str, list[Tensor]]:
    """Return the tensors of an adapter as a state holds them."""
    return {name: list(pair) for name, pair in pairs.items()}


def _mixed(pairs: list[Pair], shares: Tensor) -> Pair:
    """Return several adapters of a weight, each times its share, as one of a higher rank."""
    by_rank = torch.cat([share.expand(a.shape[0]) for share, (a, _) in zip(shares, pairs, strict=True)])
    return torch.cat([a for a, _ in pairs]), torch.cat([b for _, b in pairs], dim=1) * by_rank
