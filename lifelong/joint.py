"""The windows of several tasks as if they were one."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from perdure.policies import Batch

from .batches import Windows


class JointWindows(Windows):
    """Windows of all tasks of a stream; every task is drawn equally often.

    Args:
        parts: the windows of each task.
        task: the task of the stage.
    """

    def __init__(self, parts: Sequence[Windows], task: int) -> None:
        self.parts, self.task, self.device = list(parts), task, parts[0].device
        ends = torch.tensor([len(part) for part in parts]).cumsum(0)
        self._starts = torch.cat([ends.new_zeros(1), ends])
        demos = torch.tensor([int(part.episode[-1]) + 1 for part in parts]).cumsum(0)
        shifts = torch.cat([demos.new_zeros(1), demos])
        self.episode = torch.cat([part.episode + shift for part, shift in zip(parts, shifts, strict=False)])

    def draw(self, size: int, generator: torch.Generator) -> Tensor:
        """Return the numbers (size,) of windows, each of a task drawn uniformly."""
        tasks = torch.randint(len(self.parts), (size,), generator=generator)
        lengths = self._starts.diff()[tasks]
        places = (torch.rand(size, generator=generator, dtype=torch.float64) * lengths).long()
        return self._starts[tasks] + places

    def gather(self, index: Tensor) -> Batch:
        """Return the windows with the given numbers; those of one task stand together."""
        index = index.cpu()
        tasks = torch.bucketize(index, self._starts[1:], right=True)
        chosen = [(part, index[tasks == n] - self._starts[n]) for n, part in enumerate(self.parts)]
        return Batch.concatenate([part.gather(places) for part, places in chosen if len(places)])
