"""`gmm`: Gaussian mixtures over (chunks of) actions, the gripper as a yes-or-no in every component."""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional

from ..dice import Dice
from ..mlp import perceptron
from ..sizes import at_least_one
from .head import Head, as_actions


class GaussianMixtureHead(Head):
    """A mixture over the C next actions together: a component is one way to go on.

    In each component the motion is a diagonal Gaussian and the gripper a Bernoulli variable (open -1, close +1), as
    the gripper command has no in-between. Mixtures for imitation: Mandlekar et al. 2021 (arXiv 2108.03298); the floor
    of the standard deviation is higher than theirs (1e-4), which lets the likelihood of exact labels run away.

    Args:
        width: of the vectors.
        actions: length of an action.
        chunk: actions predicted at once.
        modes: components of the mixture.
        hidden: units of a hidden layer.
        min_std: least standard deviation of a component, in units of the action.
        layers: hidden layers.
    """

    def __init__(
        self,
        width: int,
        actions: int,
        chunk: int,
        modes: int = 5,
        hidden: int = 256,
        min_std: float = 0.1,
        layers: int = 1,
    ) -> None:
        super().__init__()
        at_least_one("gmm", modes=modes, hidden=hidden, layers=layers)
        self.actions, self.chunk, self.modes, self.min_std = actions, chunk, modes, min_std
        motion = chunk * (actions - 1)
        self.sizes = [modes, modes * motion, modes * motion, modes * chunk]  # weights, means, spreads, grippers
        self.net = perceptron(width, hidden, sum(self.sizes), layers)

    def forward(self, x: Tensor) -> Tensor:
        """Return the mixture's parameters (..., Q) from features (..., D)."""
        parameters: Tensor = self.net(x)
        return parameters

    def unpack(self, parameters: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Return log weights (..., M), means and deviations (..., M, C, A - 1), gripper logits (..., M, C)."""
        weights, means, spreads, grip = torch.split(parameters, self.sizes, dim=-1)
        shape = (*weights.shape, self.chunk, self.actions - 1)
        std = functional.softplus(spreads.reshape(shape)) + self.min_std
        return weights.log_softmax(-1), means.reshape(shape), std, grip.reshape(shape[:-1])

    def loss(
        self, parameters: Tensor, actions: Tensor, mask: Tensor, generator: torch.Generator | None = None
    ) -> Tensor:
        """Return the negative log-likelihood [nat], the mean over valid labels; nothing is drawn."""
        log_weight, mean, std, grip = self.unpack(parameters)
        motion, close = actions[..., None, :, :-1], (actions[..., None, :, -1] + 1.0) / 2.0
        error = (motion - mean) / std
        log_motion = (-0.5 * error.square() - std.log() - 0.5 * math.log(2 * math.pi)).sum(-1)
        log_grip = -functional.binary_cross_entropy_with_logits(grip, close.expand_as(grip), reduction="none")
        counted = mask[..., None, :].to(log_motion.dtype)
        log_likelihood = torch.logsumexp(log_weight + ((log_motion + log_grip) * counted).sum(-1), dim=-1)
        valid = mask.any(-1)
        return -(log_likelihood * valid).sum() / mask.sum().clamp(min=1)

    def mode(self, parameters: Tensor) -> Tensor:
        """Return the centre of the heaviest component, (..., C, A) in [-1, 1], the gripper at -1 or +1."""
        log_weight, mean, _, grip = self.unpack(parameters)
        best = log_weight.argmax(-1)
        return as_actions(torch.cat([_of(best, mean), _of(best, grip[..., None])], dim=-1))

    def sample(self, parameters: Tensor, dice: Dice) -> Tensor:
        """Return a chunk (B, C, A): a component, a point of its Gaussian, and its gripper open or closed."""
        log_weight, mean, std, grip = self.unpack(parameters)
        drawn = dice.uniform((), parameters)[:, None]
        component = (log_weight.exp().cumsum(-1) < drawn).sum(-1).clamp(max=self.modes - 1)
        motion = _of(component, mean)
        motion = motion + _of(component, std) * dice.normal(motion.shape[1:], parameters)
        close = _of(component, grip[..., None]).sigmoid()
        return as_actions(torch.cat([motion, close - dice.uniform(close.shape[1:], parameters)], dim=-1))


def _of(component: Tensor, values: Tensor) -> Tensor:
    """Return what belongs to one component (...), out of values (..., M, C, A)."""
    return torch.take_along_dim(values, component[..., None, None, None], dim=-3).squeeze(-3)
