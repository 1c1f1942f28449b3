"""`flow`: actions out of noise, along straight lines."""

from __future__ import annotations

import torch
from torch import Tensor

from ..dice import Dice
from ..sizes import at_least_one
from .denoiser import Denoiser, fixed_noise, random_times
from .head import Head, as_actions, masked_mean


class FlowHead(Head):
    """Flow matching (Lipman et al. 2023, arXiv 2210.02747, eq. 23 with the least noise at the end zero).

    The network learns the velocity from noise (time 0) to actions (time 1) and is followed with Euler's steps.

    Args:
        width: of the vectors.
        actions: length of an action.
        chunk: actions predicted at once.
        hidden: units of a layer.
        layers: residual blocks.
        samples: steps taken from noise to actions.
    """

    noise: Tensor

    def __init__(
        self, width: int, actions: int, chunk: int, hidden: int = 256, layers: int = 3, samples: int = 10
    ) -> None:
        super().__init__()
        at_least_one("flow", hidden=hidden, layers=layers, samples=samples)
        self.samples = samples
        self.net = Denoiser(width, actions, chunk, hidden, layers)
        self.register_buffer("noise", fixed_noise(chunk, actions), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return the condition, which is the vector itself."""
        return x

    def loss(
        self, parameters: Tensor, actions: Tensor, mask: Tensor, generator: torch.Generator | None = None
    ) -> Tensor:
        """Return the mean squared error of the velocity at a random time on the way to the labels."""
        time, noise = random_times(actions, generator)
        between = torch.lerp(noise, actions.expand_as(noise), time[..., None, None])
        return masked_mean((self.net(between, time, parameters) - (actions - noise)).square(), mask)

    def mode(self, parameters: Tensor) -> Tensor:
        """Return the actions (..., C, A) that the fixed noise flows to."""
        return self._follow(self.noise.expand(*parameters.shape[:-1], *self.noise.shape), parameters)

    def sample(self, parameters: Tensor, dice: Dice) -> Tensor:
        """Return the actions (B, C, A) that noise flows to."""
        return self._follow(dice.normal(self.noise.shape, parameters), parameters)

    def _follow(self, x: Tensor, parameters: Tensor) -> Tensor:
        for step in range(self.samples):
            time = torch.full(parameters.shape[:-1], step / self.samples, device=x.device)
            x = x + self.net(x, time, parameters) / self.samples
        return as_actions(x)
