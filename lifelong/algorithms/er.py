"""`er`: experience replay from a memory of random windows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

import torch
from torch import Tensor

from perdure.envs.errors import UnknownNameError
from perdure.policies import Batch, Policy

from ..batches import Windows
from .algorithm import Algorithm, Declaration, Sizes
from .latents import EncodedWindows, encoded
from .memory import Memory, batch_of, rows_of
from .roles import Role

REPLAYS = ("windows", "latents")


class ExperienceReplay(Algorithm):
    """Every batch is half new and half old; the loss is the mean over both (Chaudhry et al. 2019, arXiv 1902.10486).

    The memory has a fixed size and holds equally many windows of every task, drawn uniformly over all its
    demonstrations (LIBERO keeps the first thousand, which come from a handful of demonstrations, and lets the memory
    grow). A window keeps its instruction and task. Replay draws a task, then one of its windows.

    With `replay=latents` (Pellegrini et al. 2020, arXiv 1912.01100) it keeps what the policy's encoder makes of a
    window in place of images or object tables. So that this stays true, the encoder learns with the first task alone;
    what follows it, trunk and head, goes on. Old windows are then not augmented any more.

    Args:
        capacity: of the memory, in `unit`; 0 = no replay.
        unit: `windows` or `bytes`, all tasks together, or `percent` of each task.
        memory: `balanced` over tasks, or a `reservoir` over windows.
        replay: what is kept of a window: all of it (`windows`), or the `latents` of its steps.
    """

    declaration: ClassVar[Declaration] = Declaration(
        keeps_old_data=True, compute=2.0, papers=("chaudhry2019tiny", "vitter1985random", "pellegrini2020latent")
    )

    def __init__(
        self, capacity: float = 1000, unit: str = "windows", memory: str = "reservoir", replay: str = "windows"
    ) -> None:
        if replay not in REPLAYS:
            raise UnknownNameError("replay", replay, REPLAYS)
        self.memory, self.latents = Memory(capacity, unit, memory), replay == "latents"

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the policy's loss on the new windows and as many old ones."""
        if self.memory:
            new = encoded(policy, batch, augment) if self.latents else batch
            batch = Batch.concatenate([new, self.replay(batch, draw)])
        return policy.loss(batch, augment)

    def replay(self, batch: Batch, draw: torch.Generator) -> Batch:
        """Return as many old windows as there are new ones, where those are."""
        return batch_of(self.memory.replay(len(batch), draw, batch.proprio.device))

    def after_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Make room for the new task and keep windows of it."""
        windows = EncodedWindows(windows, policy) if self.latents else windows
        kept = self.memory.keep(windows, draw)
        if self.memory.capacity:
            self.memory.add(self.rows(policy, windows, kept))

    def rows(self, policy: Policy, windows: Windows, kept: Tensor) -> dict[str, Tensor]:
        """Return what is kept of each window."""
        return rows_of(windows, kept)

    def roles(self, policy: Policy) -> Mapping[str, Role]:
        """All weights are shared, but for the encoder that latents come from."""
        frozen = policy.encoding() if self.latents and self.memory.capacity else frozenset()
        return {name: Role.PROTECTED if name in frozen else Role.SHARED for name in policy.state_dict()}

    def state_dict(self) -> dict[str, Any]:
        """Return the memory."""
        return {"memory": self.memory.state_dict()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take it back."""
        self.memory.load_state_dict(state["memory"])

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of the memory."""
        window = encoded(sizes.policy, sizes.window) if self.latents else sizes.window
        return self.memory.bytes(replace(sizes, window=window))
