"""`er`: experience replay from a memory of random windows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import torch
from torch import Tensor

from perdure.policies import Batch, Policy

from ..batches import Windows
from .algorithm import Algorithm, Declaration, Sizes
from .memory import Memory, batch_of, rows_of


class ExperienceReplay(Algorithm):
    """Every batch is half new and half old; the loss is the mean over both (Chaudhry et al. 2019, arXiv 1902.10486).

    The memory has a fixed size and holds equally many windows of every task, drawn uniformly over all its
    demonstrations (LIBERO keeps the first thousand, which come from a handful of demonstrations, and lets the memory
    grow). A window keeps its instruction and task. Replay draws a task, then one of its windows.

    Args:
        capacity: of the memory, in `unit`; 0 = no replay.
        unit: `windows` or `bytes`, all tasks together, or `percent` of each task.
        memory: `balanced` over tasks, or a `reservoir` over windows.
    """

    declaration: ClassVar[Declaration] = Declaration(
        keeps_old_data=True, compute=2.0, papers=("chaudhry2019tiny", "vitter1985random")
    )

    def __init__(self, capacity: float = 1000, unit: str = "windows", memory: str = "reservoir") -> None:
        self.memory = Memory(capacity, unit, memory)

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the policy's loss on the new windows and as many old ones."""
        if self.memory:
            batch = Batch.concatenate([batch, self.replay(batch, draw)])
        return policy.loss(batch, augment)

    def replay(self, batch: Batch, draw: torch.Generator) -> Batch:
        """Return as many old windows as there are new ones, where those are."""
        return batch_of(self.memory.replay(len(batch), draw, batch.proprio.device))

    def after_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Make room for the new task and keep windows of it."""
        kept = self.memory.keep(windows, draw)
        if self.memory.capacity:
            self.memory.add(self.rows(policy, windows, kept))

    def rows(self, policy: Policy, windows: Windows, kept: Tensor) -> dict[str, Tensor]:
        """Return what is kept of each window."""
        return rows_of(windows, kept)

    def state_dict(self) -> dict[str, Any]:
        """Return the memory."""
        return {"memory": self.memory.state_dict()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take it back."""
        self.memory.load_state_dict(state["memory"])

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of the memory."""
        return self.memory.bytes(sizes)
