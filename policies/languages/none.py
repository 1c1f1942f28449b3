"""`none`: nothing is said; an ablation that shows what the scene alone gives away."""

from __future__ import annotations

import torch
from torch import Tensor

from ..sizes import at_least_one
from .encoder import InstructionEncoder
from .hash import SIZE


class NoEncoder(InstructionEncoder):
    """Zeros, in as many numbers as the default, so that the network stays the same.

    Args:
        size: length of a vector.
    """

    def __init__(self, size: int = SIZE) -> None:
        at_least_one("language=none", size=size)
        self._size = size

    @property
    def size(self) -> int:
        """Length of a vector."""
        return self._size

    def embed(self, text: str, task: int) -> Tensor:
        """Return zeros (E,)."""
        return torch.zeros(self._size)
