"""The perceptron that heads and small encoders share."""

from __future__ import annotations

from torch import nn


def perceptron(inputs: int, hidden: int, outputs: int, layers: int = 1) -> nn.Sequential:
    """Return a perceptron with `layers` hidden layers of `hidden` units."""
    parts: list[nn.Module] = []
    for width in [inputs] + [hidden] * (layers - 1):
        parts += [nn.Linear(width, hidden), nn.GELU(approximate="tanh")]
    return nn.Sequential(*parts, nn.Linear(hidden, outputs))
