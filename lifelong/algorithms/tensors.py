"""The weights of a policy as tensors by name: copied, put back, and used in place of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.func import functional_call

from perdure.policies import Batch, Policy

Weights = dict[str, Tensor]


def copied(policy: Policy) -> Weights:
    """Return a copy of all weights."""
    return {name: weight.detach().clone() for name, weight in policy.named_parameters()}


def learning(policy: Policy) -> dict[str, nn.Parameter]:
    """Return the weights that are trained; others are frozen, see `perdure.lifelong.finetune`."""
    return {name: weight for name, weight in policy.named_parameters() if weight.requires_grad}


def matrices(policy: Policy) -> Weights:
    """Return the weights with two axes or more, not copied."""
    return {name: weight.detach() for name, weight in policy.named_parameters() if weight.ndim >= 2}


def vectors(policy: Policy) -> Weights:
    """Return a copy of the other weights: biases, normalisation layers, temperatures."""
    return {name: weight.detach().clone() for name, weight in policy.named_parameters() if weight.ndim < 2}


@torch.no_grad()
def put(policy: Policy, weights: Mapping[str, Tensor]) -> None:
    """Give the policy these weights; it keeps the others."""
    own = dict(policy.named_parameters())
    for name, weight in weights.items():
        own[name].copy_(weight)


@contextmanager
def wearing(policy: Policy, weights: Mapping[str, Tensor]) -> Iterator[None]:
    """Let the policy have other weights for a while; then its own come back, bit for bit."""
    own = {name: weight.detach().clone() for name, weight in policy.named_parameters() if name in weights}
    put(policy, weights)
    try:
        yield
    finally:
        put(policy, own)


def loss_with(
    policy: Policy, weights: Mapping[str, Tensor], batch: Batch, augment: torch.Generator | None
) -> dict[str, Tensor]:
    """Return the policy's losses as if it had these weights; gradients flow into them."""
    inner = {f"policy.{name}": weight for name, weight in weights.items()}
    losses: dict[str, Tensor] = functional_call(_Loss(policy), inner, (batch, augment))
    return losses


def predict_with(policy: Policy, weights: Mapping[str, Tensor], batch: Batch) -> tuple[Tensor, Tensor]:
    """Return what the policy's head gives (B, T, Q) and what it is given (B, T, D), as if it had these weights."""
    given: list[Tensor] = []
    handle = policy.get_submodule("head").register_forward_pre_hook(lambda _, inputs: given.append(inputs[0]))
    try:
        outputs: Tensor = functional_call(policy, dict(weights), (batch,))
    finally:
        handle.remove()
    return outputs, given[-1]


class _Loss(nn.Module):
    """The loss as a module's forward, which is what torch can call with other weights."""

    def __init__(self, policy: Policy) -> None:
        super().__init__()
        self.policy = policy

    def forward(self, batch: Batch, augment: torch.Generator | None) -> dict[str, Tensor]:
        return self.policy.loss(batch, augment)
