"""What every encoder of instructions can do."""

from __future__ import annotations

from abc import ABC, abstractmethod

from torch import Tensor


class InstructionEncoder(ABC):
    """Turns an instruction into a vector. It is no part of the policy: nothing in it learns."""

    @property
    @abstractmethod
    def size(self) -> int:
        """Length E of a vector."""

    @abstractmethod
    def embed(self, text: str, task: int) -> Tensor:
        """Return the vector (E,) float32 of an instruction, given also its task's index in the suite."""
