"""Gradients of single windows: what importance is made of.

The square of a batch's mean gradient is smaller than the mean of the squares by about the batch's size, so an
importance must be summed window by window. Nothing is augmented, and the policy and its `.grad` are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import torch
from torch import Tensor

from perdure.policies import Batch, Policy

from ..batches import Windows
from .tensors import Weights, learning

Value = Callable[[Policy, Batch], Tensor]


def fisher(policy: Policy, windows: Windows, count: int, draw: torch.Generator) -> Weights:
    """Return the diagonal of the empirical Fisher information: the mean square of the loss's gradient per weight."""
    return mean(policy, windows, count, draw, lambda policy, batch: policy.loss(batch)["loss"], torch.square)


def mean(
    policy: Policy,
    windows: Windows,
    count: int,
    draw: torch.Generator,
    value: Value,
    magnitude: Callable[[Tensor], Tensor],
) -> Weights:
    """Return the mean magnitude of a value's gradient per weight, over `count` windows drawn without repetition."""
    total = {name: torch.zeros_like(weight) for name, weight in policy.named_parameters()}
    seen = 0
    for gradient in _gradients(policy, windows, count, draw, value):
        seen += 1
        for name, part in gradient.items():
            total[name] += magnitude(part)
    return {name: tensor / seen for name, tensor in total.items()}


def _gradients(
    policy: Policy, windows: Windows, count: int, draw: torch.Generator, value: Value
) -> Iterator[dict[str, Tensor]]:
    names, weights = zip(*learning(policy).items(), strict=True)
    for index in torch.randperm(len(windows), generator=draw)[:count]:
        batch = windows.gather(index[None]).to(weights[0].device)
        with torch.enable_grad():
            parts = torch.autograd.grad(value(policy, batch), weights, allow_unused=True)
        yield {name: part for name, part in zip(names, parts, strict=True) if part is not None}
