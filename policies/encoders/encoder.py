"""What every encoder can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import torch
from torch import Tensor, nn

from ..batch import Batch


class Encoder(nn.Module, ABC):
    """Turns all that is known at a step into a few tokens.

    Its weights lie in named parts, none in itself: a policy takes the parts over under their names.

    Attributes:
        observation: what it needs to see, `state` or `pixels`.
        cameras: the images that it needs, none for `state`.
        image_size: side of the images that it works at [pixel].
        tokens: N, per step.
        width: D, of a token.
    """

    observation: ClassVar[str]
    cameras: tuple[str, ...] = ()
    image_size: int = 0
    tokens: int = 1
    width: int

    @abstractmethod
    def forward(self, batch: Batch, generator: torch.Generator | None = None) -> Tensor:
        """Return (B, T, N D), each step by itself; augmented if there is a generator.

        Raises:
            PolicyError: the batch lacks what it needs.
        """


def every_step(language: Tensor, steps: int) -> Tensor:
    """Return instructions (B, E) repeated for each of T steps, (B T, E)."""
    return language[:, None].expand(-1, steps, -1).flatten(0, 1)
