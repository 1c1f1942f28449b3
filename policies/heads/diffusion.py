"""`diffusion`: actions out of noise, removed step by step."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ..dice import Dice
from ..errors import PolicyError
from ..sizes import at_least_one
from .denoiser import Denoiser, fixed_noise, random_times
from .head import Head, as_actions, masked_mean

_MOST = 0.999  # noise that one step may add
_OFFSET = 0.008  # keeps the first steps from adding none


class DiffusionHead(Head):
    """Trained as in DDPM, sampled as in DDIM; for actions: Chi et al. 2023 (arXiv 2303.04137).

    Noise is added as by Ho et al. 2020 (arXiv 2006.11239, eq. 4) and removed as by Song et al. 2021 (arXiv 2010.02502,
    eq. 12 without noise), on the squared cosine of Nichol and Dhariwal 2021 (arXiv 2102.09672, eq. 17). The network
    finds neither noise nor label but what turns one into the other, sqrt(s) noise - sqrt(1 - s) label (Salimans and Ho
    2022, arXiv 2202.00512): to tell the label from the noise fails where hardly any signal s is left, at the start.

    Args:
        width: of the vectors.
        actions: length of an action.
        chunk: actions predicted at once.
        hidden: units of a layer.
        layers: residual blocks.
        steps: of noise in training.
        samples: steps taken to remove it.
    """

    signal: Tensor
    noise: Tensor

    def __init__(
        self,
        width: int,
        actions: int,
        chunk: int,
        hidden: int = 256,
        layers: int = 3,
        steps: int = 50,
        samples: int = 10,
    ) -> None:
        super().__init__()
        at_least_one("diffusion", hidden=hidden, layers=layers, steps=steps, samples=samples)
        if samples > steps:
            raise PolicyError(f"diffusion: samples={samples}, but there are only steps={steps} of noise to remove.")
        self.steps, self.samples = steps, samples
        self.net = Denoiser(width, actions, chunk, hidden, layers)
        self.register_buffer("signal", signal_left(steps), persistent=False)
        self.register_buffer("noise", fixed_noise(chunk, actions), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return the condition, which is the vector itself."""
        return x

    def loss(
        self, parameters: Tensor, actions: Tensor, mask: Tensor, generator: torch.Generator | None = None
    ) -> Tensor:
        """Return the mean squared error of the turn that the network finds in noisy labels."""
        time, noise = random_times(actions, generator)
        step = (time * self.steps).long()
        signal = self.signal[step][..., None, None]
        noisy = signal.sqrt() * actions + (1.0 - signal).sqrt() * noise
        turn = signal.sqrt() * noise - (1.0 - signal).sqrt() * actions
        return masked_mean((self.net(noisy, step / self.steps, parameters) - turn).square(), mask)

    def mode(self, parameters: Tensor) -> Tensor:
        """Return the actions (..., C, A) that the fixed noise becomes."""
        return self._remove(self.noise.expand(*parameters.shape[:-1], *self.noise.shape), parameters)

    def sample(self, parameters: Tensor, dice: Dice) -> Tensor:
        """Return the actions (B, C, A) that noise becomes."""
        return self._remove(dice.normal(self.noise.shape, parameters), parameters)

    def _remove(self, x: Tensor, parameters: Tensor) -> Tensor:
        steps = torch.linspace(self.steps - 1, 0, self.samples).round().long().tolist()
        clean = x
        for step, following in zip(steps, [*steps[1:], None], strict=True):
            signal = self.signal[step]
            time = torch.full(parameters.shape[:-1], step / self.steps, device=x.device)
            turn = self.net(x, time, parameters)
            clean = (signal.sqrt() * x - (1.0 - signal).sqrt() * turn).clamp(-1.0, 1.0)
            if following is not None:
                noise = (x - signal.sqrt() * clean) / (1.0 - signal).sqrt()  # what is noise once labels are in range
                after = self.signal[following]
                x = after.sqrt() * clean + (1.0 - after).sqrt() * noise
        return as_actions(clean)


def signal_left(steps: int) -> Tensor:
    """Return the share of the signal's variance (K,) that is left after each of K steps of noise."""
    times = torch.linspace(0.0, 1.0, steps + 1, dtype=torch.float64)
    curve = torch.cos((times + _OFFSET) / (1.0 + _OFFSET) * math.pi / 2).square()
    kept = (curve[1:] / curve[:-1]).clamp(min=1.0 - _MOST)
    return kept.cumprod(0).float()
