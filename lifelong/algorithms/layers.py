"""The linear and convolutional layers of a policy, and what comes into them."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from perdure.policies import Policy

from ..batches import Windows

Layer = nn.Linear | nn.Conv2d
_AT_ONCE = 64  # windows


def layers(policy: Policy) -> dict[str, Layer]:
    """Return the layers that multiply their input with a weight, by name."""
    return {
        name: module
        for name, module in policy.named_modules()
        if isinstance(module, nn.Linear) or (isinstance(module, nn.Conv2d) and module.groups == 1)
    }


def joined(layer: Layer) -> Tensor:
    """Return a layer's weight and bias as one matrix (out, in), the bias as the last column."""
    weight = layer.weight.detach().flatten(1)
    return weight if layer.bias is None else torch.cat([weight, layer.bias.detach()[:, None]], dim=1)


def split(layer: Layer, name: str, matrix: Tensor) -> dict[str, Tensor]:
    """Undo `joined`: return a matrix (out, in) as weight and bias by name."""
    columns = layer.weight[0].numel()
    parts = {f"{name}.weight": matrix[:, :columns].reshape(layer.weight.shape)}
    return parts if layer.bias is None else parts | {f"{name}.bias": matrix[:, columns]}


def inputs(layer: Layer, x: Tensor) -> Tensor:
    """Return the vectors (rows, in) that the layer's matrix is multiplied with; with a bias the last number is 1."""
    if isinstance(layer, nn.Linear):
        rows = x.reshape(-1, x.shape[-1])
    else:
        assert not isinstance(layer.padding, str)
        patches = functional.unfold(x, layer.kernel_size, layer.dilation, layer.padding, layer.stride)
        rows = patches.transpose(1, 2).reshape(-1, patches.shape[1])
    return rows if layer.bias is None else torch.cat([rows, torch.ones_like(rows[:, :1])], dim=1)


@torch.no_grad()
def grams(policy: Policy, windows: Windows, count: int, draw: torch.Generator) -> Mapping[str, Tensor]:
    """Return per layer the mean of x x^T (in, in) float64 over its inputs x on `count` windows, without augmentation.

    A layer that is used otherwise than by calling it, or not at all, has none.
    """
    sums: dict[str, Tensor] = {}
    rows: dict[str, int] = {}

    def watch(name: str, layer: Layer, x: Tensor) -> None:
        seen = inputs(layer, x).double()
        sums[name] = sums.get(name, 0.0) + seen.T @ seen
        rows[name] = rows.get(name, 0) + len(seen)

    handles = [
        layer.register_forward_pre_hook(lambda module, x, name=name: watch(name, module, x[0]))
        for name, layer in layers(policy).items()
    ]
    device = next(policy.parameters()).device
    try:
        for index in torch.split(torch.randperm(len(windows), generator=draw)[:count], _AT_ONCE):
            policy.loss(windows.gather(index).to(device))
    finally:
        for handle in handles:
            handle.remove()
    return {name: total / rows[name] for name, total in sums.items()}


def gradients(policy: Policy, windows: Windows, count: int, draw: torch.Generator) -> dict[str, Tensor]:
    """Return per layer the gradient (out, in) of the mean loss on `count` windows, without augmentation."""
    index = torch.randperm(len(windows), generator=draw)[:count]
    names, weights = zip(*policy.named_parameters(), strict=True)
    with torch.enable_grad():
        loss = policy.loss(windows.gather(index).to(weights[0].device))["loss"]
        parts = torch.autograd.grad(loss, weights, allow_unused=True, materialize_grads=True)
    found = dict(zip(names, parts, strict=True))
    return {name: matrix_of(layer, name, found) for name, layer in layers(policy).items()}


def matrix_of(layer: Layer, name: str, tensors: Mapping[str, Tensor]) -> Tensor:
    """Return the tensors of a layer, by their full names, as one matrix (out, in), the bias as the last column."""
    weight = tensors[f"{name}.weight"].flatten(1)
    return weight if layer.bias is None else torch.cat([weight, tensors[f"{name}.bias"][:, None]], dim=1)
