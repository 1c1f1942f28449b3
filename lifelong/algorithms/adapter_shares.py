"""What a new task takes over from the adapters of old ones: nothing, or learned shares of them."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from .tensors import Weights

TRANSFERS = ("none", "scaled", "gated")
_TEMPERATURE = 0.2  # of the cosine between instructions


def fresh_shares(transfer: str, weights: Mapping[str, Tensor], sources: int) -> dict[str, nn.Parameter]:
    """Return what is learned about the shares, for each weight; nothing where there is nothing to share.

    `scaled`: a factor for each old adapter (ScaLearn, arXiv 2310.01217); at first their mean acts, so that a task
    starts from what was learned. `gated`: a logit for each and for the task's own (after Mixture-of-Domain-Adapters,
    arXiv 2306.05406), zero at first.
    """
    if transfer == "none" or not sources:
        return {}
    start = torch.full((sources,), 1 / sources) if transfer == "scaled" else torch.zeros(sources + 1)
    return {name: nn.Parameter(start.to(weight.device, copy=True)) for name, weight in weights.items()}


def scaled(learned: Mapping[str, Tensor]) -> Weights:
    """Return the shares (sources + 1,) that factors (sources,) stand for, for each weight: the task's own is 1."""
    return {name: torch.cat([factors, torch.ones_like(factors[:1])]) for name, factors in learned.items()}


def gated(learned: Mapping[str, Tensor], likeness: Tensor) -> Weights:
    """Return the shares (sources + 1,) that logits stand for, for each weight; they sum to 1.

    Args:
        learned: weight -> (sources + 1,) logits, the task's own the last.
        likeness: (sources + 1,) cosines of the instructions with the task's.
    """
    bonus = likeness / _TEMPERATURE
    return {name: torch.softmax(logits + bonus.to(logits.device), dim=0) for name, logits in learned.items()}
