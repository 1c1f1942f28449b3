"""The network that diffusion and flow matching share: what to change about a noisy chunk of actions."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

_SEED = 0  # of the noise that stands for all noise
_TIMES = 8  # that stand for all times
_TIME = 32  # numbers that tell the time
_SLOWEST, _FASTEST = 1.0, 100.0  # [rad per unit of time]


class Denoiser(nn.Module):
    """A perceptron with residual blocks, each scaled and shifted by time and condition (Peebles and Xie 2023).

    Args:
        width: of the condition.
        actions: length of an action.
        chunk: actions in a chunk.
        hidden: units of a layer.
        layers: residual blocks.
    """

    def __init__(self, width: int, actions: int, chunk: int, hidden: int, layers: int) -> None:
        super().__init__()
        self.enter = nn.Linear(chunk * actions, hidden)
        self.condition = nn.Sequential(nn.Linear(width + _TIME, hidden), nn.GELU(approximate="tanh"))
        self.blocks = nn.ModuleList(ModulatedBlock(hidden) for _ in range(layers))
        self.leave = nn.Sequential(nn.LayerNorm(hidden), nn.Linear(hidden, chunk * actions))

    def forward(self, noisy: Tensor, time: Tensor, condition: Tensor) -> Tensor:
        """Return (..., C, A) from noisy chunks (..., C, A), times (...) from 0 to 1 and conditions (..., D)."""
        condition = condition.expand(*noisy.shape[:-2], condition.shape[-1])
        steering = self.condition(torch.cat([condition, time_features(time)], dim=-1))
        x = self.enter(noisy.flatten(-2))
        for block in self.blocks:
            x = block(x, steering)
        out: Tensor = self.leave(x).view_as(noisy)
        return out


def random_times(actions: Tensor, generator: torch.Generator | None) -> tuple[Tensor, Tensor]:
    """Return times (S, ...) from 0 to 1 and noise (S, ..., C, A) for labels (..., C, A).

    With a generator S is 1, and all is drawn. Without one nothing is: the times are spread evenly, and the noise is
    always the same, so that a loss of a single window still speaks of all times.
    """
    device = actions.device
    if generator is not None:
        times = torch.rand(1, *actions.shape[:-2], generator=generator, device=device)
        return times, torch.randn(1, *actions.shape, generator=generator, device=device)
    even = (torch.arange(_TIMES, device=device) + 0.5) / _TIMES
    times = even.view(-1, *[1] * (actions.dim() - 2)).expand(_TIMES, *actions.shape[:-2])
    same = torch.Generator().manual_seed(_SEED)
    return times, torch.randn(_TIMES, *actions.shape, generator=same).to(device)


def fixed_noise(chunk: int, actions: int) -> Tensor:
    """Return the standard normal noise (C, A) that all acting starts from."""
    return torch.randn(chunk, actions, generator=torch.Generator().manual_seed(_SEED))


class ModulatedBlock(nn.Module):
    """Adds a perceptron of the normalised, scaled and shifted input."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(hidden, elementwise_affine=False)
        self.steer = nn.Linear(hidden, 2 * hidden)
        self.net = nn.Sequential(nn.Linear(hidden, hidden), nn.GELU(approximate="tanh"), nn.Linear(hidden, hidden))

    def forward(self, x: Tensor, steering: Tensor) -> Tensor:
        """Return (..., H) from x and steering (..., H)."""
        scale, shift = self.steer(steering).chunk(2, dim=-1)
        out: Tensor = x + self.net(torch.addcmul(shift, self.norm(x), 1.0 + scale))
        return out


def time_features(time: Tensor) -> Tensor:
    """Return sines and cosines (..., 32) of times (...) at frequencies from slow to fast."""
    steps = torch.linspace(math.log(_SLOWEST), math.log(_FASTEST), _TIME // 2, device=time.device)
    angle = time[..., None] * steps.exp()
    return torch.cat([angle.sin(), angle.cos()], dim=-1)
