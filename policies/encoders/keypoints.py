"""Key points: where in an image something is."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class SpatialSoftmax(nn.Module):
    """The expected position of every channel's activation (Finn et al. 2016, arXiv 1509.06113)."""

    def __init__(self) -> None:
        super().__init__()
        self.sharpness = nn.Parameter(torch.ones(()))

    def forward(self, maps: Tensor) -> Tensor:
        """Return (B, 2 K), x of all channels and then y, in [-1, 1], from maps (B, K, H, W)."""
        height, width = maps.shape[-2:]
        weight = (maps.flatten(2) * self.sharpness).softmax(-1).view_as(maps)
        x = torch.linspace(-1.0, 1.0, width, device=maps.device, dtype=maps.dtype)
        y = torch.linspace(-1.0, 1.0, height, device=maps.device, dtype=maps.dtype)
        return torch.cat([weight.sum(-2) @ x, weight.sum(-1) @ y], dim=-1)
