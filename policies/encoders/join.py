"""Ways to join what the eyes see, the robot's own state and the instruction to the tokens of a step."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from .proprio import SIZE as PROPRIO_SIZE

_JOINTS, _FINGERS = 7, 2  # first in the robot's features
OWN_TOKENS = 3  # that `Tokens` makes besides those of the eyes


class Fused(nn.Sequential):
    """Everything in a row through one hidden layer, to a token of `width`."""

    def __init__(self, seen: int, language: int, width: int) -> None:
        super().__init__(
            nn.Linear(seen + PROPRIO_SIZE + language, 2 * width),
            nn.LayerNorm(2 * width),
            nn.GELU(approximate="tanh"),
            nn.Linear(2 * width, width),
        )

    def forward(  # type: ignore[override]
        self, seen: Sequence[Tensor], proprio: Tensor, language: Tensor
    ) -> Tensor:
        """Return (L, D)."""
        x = torch.cat([*seen, proprio, language], -1)
        for layer in self:
            x = layer(x)
        return x


class Row(nn.Module):
    """Everything in a row as it is, only the instruction made shorter: LIBERO's recurrent policy."""

    def __init__(self, seen: int, language: int, words: int) -> None:
        super().__init__()
        self.language = nn.Linear(language, words)
        self.size = seen + PROPRIO_SIZE + words

    def forward(self, seen: Sequence[Tensor], proprio: Tensor, language: Tensor) -> Tensor:
        """Return (L, size)."""
        return torch.cat([*seen, proprio, self.language(language)], -1)


class Tokens(nn.Module):
    """A token each for the instruction, the arm, the gripper and what every eye sees: LIBERO's transformers."""

    def __init__(self, language: int, width: int) -> None:
        super().__init__()
        self.language = nn.Linear(language, width)
        self.arm = nn.Linear(PROPRIO_SIZE - _FINGERS, width)
        self.gripper = nn.Linear(_FINGERS, width)

    def forward(self, seen: Sequence[Tensor], proprio: Tensor, language: Tensor) -> Tensor:
        """Return (L, N D), the instruction first, from what the eyes see, each (L, D)."""
        joints, fingers, hand = proprio.tensor_split([_JOINTS, _JOINTS + _FINGERS], dim=-1)
        own = [self.language(language), self.arm(torch.cat([joints, hand], -1)), self.gripper(fingers)]
        return torch.cat([*own, *seen], -1)
