"""What every trunk can do."""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import Tensor, nn

Past = dict[str, Tensor]  # what a trunk remembers, the lanes first; empty = no step yet, zeros = a lane that starts


class Trunk(nn.Module, ABC):
    """Mixes the tokens of consecutive steps into one vector per step; no step sees a later one.

    While acting it sees one step at a time. By default it keeps the features of the last T steps, so that it works
    exactly as on a training window; a trunk with a state of its own overrides `step`.

    Attributes:
        size: D', length of a step's vector.
        history: T, the steps of a training window.
    """

    size: int
    history: int

    @abstractmethod
    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return (B, T, D').

        Args:
            x: (B, T, N D), the N tokens of every step one after the other.
            mask: (B, T) bool, which steps are valid; the invalid ones come first.
        """

    @property
    def remembers(self) -> bool:
        """Whether it must be shown every step while acting."""
        return self.history > 1

    def step(self, x: Tensor, past: Past) -> tuple[Tensor, Past]:
        """Return the newest step's vector (B, D') and what to remember, from its tokens (B, 1, N D) and the past."""
        valid = torch.ones(len(x), 1, dtype=torch.bool, device=x.device)
        if past:
            x, valid = torch.cat([past["features"], x], dim=1), torch.cat([past["valid"], valid], dim=1)
        x, valid = x[:, -self.history :], valid[:, -self.history :]
        return self(x, valid)[:, -1], {"features": x, "valid": valid}
