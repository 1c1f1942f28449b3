"""`derpp`: dark experience replay: old windows with their labels, and with what the policy said about them."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor

from perdure.envs.errors import PerdureError
from perdure.policies import Batch, Policy

from ..batches import Windows
from .algorithm import Declaration, Sizes
from .er import ExperienceReplay
from .memory import OUTPUTS, batch_of, rows_of
from .outputs import divergence

_AT_ONCE = 128  # windows


class DarkExperienceReplayPlus(ExperienceReplay):
    """DER++ (Buzzega et al. 2020, arXiv 2004.07211) for action distributions.

    The loss is that of the new windows, plus alpha times how far the outputs on old windows are from those of the end
    of their task, plus beta times the loss of other old windows. The old outputs are stored once, without augmentation,
    and compared without it.

    Args:
        alpha: weight of the old outputs.
        beta: weight of the old labels; 0 gives DER.
        capacity: of the memory, in `unit`; 0 = none.
        unit: `windows` or `bytes` (outputs not counted), all tasks together, or `percent` of each task.
        memory: `balanced` over tasks, or a `reservoir` over windows.
    """

    declaration: ClassVar[Declaration] = Declaration(keeps_old_data=True, compute=3.0, papers=("buzzega2020dark",))

    def __init__(
        self,
        alpha: float = 0.1,
        beta: float = 0.5,
        capacity: float = 1000,
        unit: str = "windows",
        memory: str = "balanced",
    ) -> None:
        super().__init__(capacity, unit, memory)
        if alpha < 0 or beta < 0:
            raise PerdureError(f"alpha={alpha}, beta={beta}: weights of a loss are not below 0.")
        self.alpha, self.beta = alpha, beta

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the loss of the new windows and the two terms of the old ones, each on a draw of its own."""
        losses = dict(policy.loss(batch, augment))
        if not self.memory:
            return losses
        if self.alpha:
            losses["outputs"] = self.drift(policy, len(batch), draw)
            losses["loss"] = losses["loss"] + self.alpha * losses["outputs"]
        if self.beta:
            losses["replay"] = policy.loss(self.replay(batch, draw), augment)["loss"]
            losses["loss"] = losses["loss"] + self.beta * losses["replay"]
        return losses

    def drift(self, policy: Policy, size: int, draw: torch.Generator) -> Tensor:
        """Return how far the outputs on `size` old windows have moved."""
        rows = self.memory.replay(size, draw, next(policy.parameters()).device)
        old = batch_of(rows)
        return divergence(policy, policy(old), rows[OUTPUTS], old.mask)

    def rows(self, policy: Policy, windows: Windows, kept: Tensor) -> dict[str, Tensor]:
        """Return the windows with the policy's outputs."""
        device = next(policy.parameters()).device
        with torch.no_grad():
            parts = [policy(windows.gather(part).to(device)) for part in torch.split(kept, _AT_ONCE) if len(part)]
        return rows_of(windows, kept) | ({OUTPUTS: torch.cat(parts)} if parts else {})

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of the memory, outputs included."""
        with torch.no_grad():
            outputs = sizes.policy(sizes.window)
        return self.memory.bytes(sizes, outputs.numel() * outputs.element_size())
