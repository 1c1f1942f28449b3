"""`task_id`: the task's number instead of its words; an ablation that says which task, but not what it is about."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from ..sizes import at_least_one
from .encoder import InstructionEncoder
from .hash import SIZE, signs


class TaskIdEncoder(InstructionEncoder):
    """A random direction per task: of any number of tasks, each about at a right angle to all others.

    Args:
        size: length of a vector.
    """

    def __init__(self, size: int = SIZE) -> None:
        at_least_one("language=task_id", size=size)
        self._size = size

    @property
    def size(self) -> int:
        """Length of a vector."""
        return self._size

    def embed(self, text: str, task: int) -> Tensor:
        """Return the unit vector (E,) of the task's index; the words are not looked at."""
        return torch.from_numpy(signs(f"task {task}", self._size)).float() / math.sqrt(self._size)
