"""Masks over weights: the best scores of a tensor, as bits, and where a search for them begins."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional


def chosen(scores: Tensor, density: float) -> Tensor:
    """Return 1.0 for the `density` of the scores that are largest, else 0.0; the gradient passes as it is."""
    count = max(1, round(density * scores.numel()))
    flat = torch.zeros_like(scores).flatten()
    flat[scores.detach().flatten().sort(descending=True, stable=True).indices[:count]] = 1.0
    hard = flat.view_as(scores)
    return hard + (scores - scores.detach()) if scores.requires_grad else hard


def packed(mask: Tensor) -> Tensor:
    """Return a mask as bits, eight to a byte."""
    flat = functional.pad(mask.flatten(), (0, -mask.numel() % 8)).view(-1, 8)
    return (flat * (2 ** torch.arange(8, device=mask.device))).sum(1).to(torch.uint8)


def unpacked(bits: Tensor, shape: torch.Size) -> Tensor:
    """Undo `packed`."""
    flat = (bits[:, None] >> torch.arange(8, device=bits.device, dtype=torch.uint8)) & 1
    return flat.flatten()[: shape.numel()].view(shape).bool()


def fresh_scores(weight: Tensor, draw: torch.Generator) -> Tensor:
    """Return a tenth of Kaiming-uniform numbers of a weight's shape.

    Only the order of scores counts, so under Adam this is, but for weight decay, the paper's ten times larger learning
    rate for scores.
    """
    bound = 0.1 * math.sqrt(3.0 / weight[0].numel())
    return (torch.rand(weight.shape, generator=draw) * 2 - 1) * bound


def random_signs(weight: Tensor, density: float, draw: torch.Generator) -> Tensor:
    """Return random signs times what keeps the size of activations when `density` of the weights is used."""
    signs = torch.randint(0, 2, weight.shape, generator=draw) * 2 - 1
    return signs / math.sqrt(weight[0].numel() * density)


def beginning_at(mask: Tensor, scores: Tensor) -> Tensor:
    """Return scores of the same sizes whose largest are where a mask is."""
    return torch.where(mask, scores.abs(), -scores.abs())
