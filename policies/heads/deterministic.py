"""`deterministic`: one chunk of actions; where demonstrations disagree, their mean."""

from __future__ import annotations

import torch
from torch import Tensor

from ..mlp import perceptron
from ..sizes import at_least_one
from .head import Head, as_actions, masked_mean


class DeterministicHead(Head):
    """The squared error's answer. Of two ways around a thing it takes the one through it; kept to compare with.

    Args:
        width: of the vectors.
        actions: length of an action.
        chunk: actions predicted at once.
        hidden: units of a hidden layer.
        layers: hidden layers.
    """

    def __init__(self, width: int, actions: int, chunk: int, hidden: int = 256, layers: int = 1) -> None:
        super().__init__()
        at_least_one("deterministic", hidden=hidden, layers=layers)
        self.shape = (chunk, actions)
        self.net = perceptron(width, hidden, chunk * actions, layers)

    def forward(self, x: Tensor) -> Tensor:
        """Return the chunk as one vector (..., C A)."""
        parameters: Tensor = self.net(x)
        return parameters

    def loss(
        self, parameters: Tensor, actions: Tensor, mask: Tensor, generator: torch.Generator | None = None
    ) -> Tensor:
        """Return the mean squared error; nothing is drawn."""
        return masked_mean((parameters.view_as(actions) - actions).square(), mask)

    def mode(self, parameters: Tensor) -> Tensor:
        """Return the chunk (..., C, A) within the actions' range."""
        return as_actions(parameters.reshape(*parameters.shape[:-1], *self.shape))
