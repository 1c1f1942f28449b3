"""How far two predictions of a policy are apart: what distillation makes small."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from perdure.policies import Policy
from perdure.policies.heads.gmm import GaussianMixtureHead


def divergence(policy: Policy, ours: Tensor, target: Tensor, mask: Tensor) -> Tensor:
    """Return how far outputs are from a target, zero with zero gradient where they are equal; mean over valid steps.

    For mixtures it is the sum of the Kullback-Leibler divergences of the weights and, weighted by the target's
    weights, of the components that have the same number. It bounds the divergence of the mixtures from above, which
    has no closed form. Components keep their number, as both are outputs of the same head at different times. For
    other heads it is the mean square of the difference.

    Args:
        policy: whose head reads the outputs.
        ours: (B, T, Q), gradients flow into it.
        target: (B, T, Q).
        mask: (B, T) bool, which steps count.
    """
    head = getattr(policy, "head", None)
    if isinstance(head, GaussianMixtureHead):
        each = _mixtures(head, ours, target.detach())
    else:
        each = (ours - target.detach()).square().mean(-1)
    return (each * mask).sum() / mask.sum().clamp(min=1)


def _mixtures(head: GaussianMixtureHead, ours: Tensor, target: Tensor) -> Tensor:
    """Return the bound per step (B, T), per number of the chunk's actions."""
    log_weight, mean, std, grip = head.unpack(ours)
    log_weight_t, mean_t, std_t, grip_t = head.unpack(target)
    ratio = (std_t / std).square()
    gauss = 0.5 * (ratio + ((mean - mean_t) / std).square() - 1.0 - ratio.log()).sum((-1, -2))
    close = torch.sigmoid(grip_t)
    entropy = functional.binary_cross_entropy_with_logits(grip_t, close, reduction="none")
    gripper = (functional.binary_cross_entropy_with_logits(grip, close, reduction="none") - entropy).sum(-1)
    weight = log_weight_t.exp()
    total = (weight * (log_weight_t - log_weight + gauss + gripper)).sum(-1)
    return total / head.chunk
