"""`er`: experience replay from a balanced memory of random windows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from perdure.envs.errors import PerdureError
from perdure.policies import Batch, Policy

from ..batches import Windows
from .algorithm import Algorithm, Declaration, Sizes


class ExperienceReplay(Algorithm):
    """Every batch is half new and half old; the loss is the mean over both (Chaudhry et al. 2019, arXiv 1902.10486).

    The memory has a fixed size and holds equally many windows of every task, drawn uniformly over all its
    demonstrations (LIBERO keeps the first thousand, which come from a handful of demonstrations, and lets the memory
    grow). A window keeps its instruction and task. Replay draws a task, then one of its windows.

    Args:
        capacity: windows in the memory, all tasks together; 0 = no replay.
    """

    declaration: ClassVar[Declaration] = Declaration(keeps_old_data=True)

    def __init__(self, capacity: int = 1000) -> None:
        if capacity < 0:
            raise PerdureError(f"er: capacity={capacity}, but a memory cannot hold less than 0 windows.")
        self.capacity = capacity
        self.memory: list[Batch] = []  # per task, in random order: any first part of it is again a random draw

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the policy's loss on the new windows and as many old ones."""
        if self.memory:
            batch = Batch.concatenate([batch, self.replay(len(batch), draw).to(batch.proprio.device)])
        return policy.loss(batch, augment)

    def replay(self, size: int, draw: torch.Generator) -> Batch:
        """Return `size` old windows, each of a random task."""
        held = torch.tensor([len(windows) for windows in self.memory])
        tasks = torch.randint(len(held), (size,), generator=draw)
        places = (torch.rand(size, generator=draw, dtype=torch.float64) * held[tasks]).long()
        chosen = [places[tasks == task] for task in range(len(held))]
        parts = zip(self.memory, chosen, strict=True)
        return Batch.concatenate([windows.select(index) for windows, index in parts if len(index)])

    def after_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Give every task an equal share of the memory and fill the new one's."""
        shares = _shares(self.capacity, len(self.memory) + 1)
        if not self.capacity:
            return
        kept = torch.randperm(len(windows), generator=draw)[: shares[-1]]
        cut = [torch.arange(min(share, len(old))) for old, share in zip(self.memory, shares, strict=False)]
        shrunk = [old.select(index) for old, index in zip(self.memory, cut, strict=True)]
        new = windows.gather(kept).map(lambda tensor: tensor.cpu().clone())
        self.memory = [held for held in [*shrunk, new] if len(held)]

    def state_dict(self) -> dict[str, Any]:
        """Return the memory, task by task."""
        return {str(task): windows.tensors() for task, windows in enumerate(self.memory)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take back the memory."""
        self.memory = [Batch.from_tensors(state[str(task)]) for task in range(len(state))]

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of the memory."""
        shares = _shares(self.capacity, len(sizes.windows))
        return sizes.window * sum(map(min, shares, sizes.windows))


def _shares(capacity: int, tasks: int) -> list[int]:
    """Return how many windows each task may keep: equally many, the earlier ones one more where it does not divide."""
    return [capacity // tasks + (task < capacity % tasks) for task in range(tasks)]
