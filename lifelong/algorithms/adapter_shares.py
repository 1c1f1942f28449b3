"""What a new task takes over from the adapters of old ones: nothing, or learned shares of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from .tensors import Weights

TRANSFERS = ("none", "scaled", "gated")
_TEMPERATURE = 0.2  # of the cosine between instructions


def fresh_shares(transfer: str, names: Iterable[str], sources: int, device: torch.device) -> dict[str, nn.Parameter]:
    """Return what is learned about the shares, for each weight; nothing where there is nothing to share.

    `scaled`: a factor for each old adapter (ScaLearn, arXiv 2310.01217); at first their mean acts. `gated`: a logit for
    each and for the task's own (after Mixture-of-Domain-Adapters, arXiv 2306.05406), zero at first.
    """
    if transfer == "none" or not sources:
        return {}
    start = torch.full((sources,), 1 / sources) if transfer == "scaled" else torch.zeros(sources + 1)
    return {name: nn.Parameter(start.to(device, copy=True)) for name in names}


def shares(transfer: str, learned: Mapping[str, Tensor], likeness: Tensor) -> Weights:
    """Return the shares (sources + 1,) of the old adapters and of the task's own, for each weight.

    Args:
        transfer: `scaled` or `gated`; with anything else nothing is learned.
        learned: of `fresh_shares`.
        likeness: (sources + 1,) cosines of the instructions with the task's, its own 1 the last.
    """
    if transfer == "scaled":
        return {name: torch.cat([factors, torch.ones_like(factors[:1])]) for name, factors in learned.items()}
    return {
        name: torch.softmax(logits + likeness.to(logits.device) / _TEMPERATURE, dim=0)
        for name, logits in learned.items()
    }


def likeness(instructions: list[Tensor]) -> Tensor:
    """Return the cosine of each embedded instruction (E,) with the last one; 0 where one says nothing."""
    return functional.cosine_similarity(torch.stack(instructions), instructions[-1][None])
