"""Normalisation of feature maps that keeps no running statistics: these would drift from task to task."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..errors import PolicyError

_GROUP = 8  # channels per group
NORMS = ("group", "fixed")


def group_norm(channels: int) -> nn.GroupNorm:
    """Return GroupNorm (Wu and He 2018, arXiv 1803.08494) of maps (B, C, H, W).

    Raises:
        PolicyError: channels that do not make whole groups.
    """
    if not isinstance(channels, int) or channels < 1 or channels % _GROUP:
        raise PolicyError(f"channels={channels}, but normalised channels come in multiples of {_GROUP}.")
    return nn.GroupNorm(channels // _GROUP, channels)


class Fixed(nn.Module):
    """A scale and a shift per channel: what BatchNorm is once its statistics no longer change."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        """Return maps (B, C, H, W)."""
        return torch.addcmul(self.bias[:, None, None], x, self.weight[:, None, None])


def norm(kind: str, channels: int) -> nn.Module:
    """Return what normalises maps (B, C, H, W): `group`, or `fixed` for weights that were trained with BatchNorm.

    Raises:
        PolicyError: another kind, or channels that do not make whole groups.
    """
    if kind not in NORMS:
        raise PolicyError(f"Unknown norm '{kind}'. Known: {', '.join(NORMS)}.")
    return group_norm(channels) if kind == "group" else Fixed(channels)
