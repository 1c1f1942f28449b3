"""Windows as a frozen encoder sees them: its latents in place of images or object tables."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from perdure.policies import Batch, Policy

from ..batches import Windows

_AT_ONCE = 128  # windows


@torch.no_grad()
def encoded(policy: Policy, batch: Batch, augment: torch.Generator | None = None) -> Batch:
    """Return a batch with the policy's latents, which no gradient goes through, and without what they are made from."""
    latents = policy.encode(batch, augment)
    return replace(batch, latents=latents, objects=None, objects_mask=None, images={})


class EncodedWindows(Windows):
    """The windows of a task with latents, on the policy's device.

    Args:
        windows: as they were recorded.
        policy: whose encoder sees them.
    """

    def __init__(self, windows: Windows, policy: Policy) -> None:
        self.windows, self.policy = windows, policy
        self.task, self.episode, self.device = windows.task, windows.episode, next(policy.parameters()).device

    def gather(self, index: Tensor) -> Batch:
        """Return the windows with the given numbers."""
        wanted = index if len(index) else torch.zeros(1, dtype=torch.long)  # encoders do not take empty batches
        parts = [self.windows.gather(part).to(self.device) for part in torch.split(wanted, _AT_ONCE)]
        return Batch.concatenate([encoded(self.policy, part) for part in parts]).select(torch.arange(len(index)))
