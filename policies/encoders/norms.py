"""Normalisation of feature maps that keeps no running statistics: these would drift from task to task."""

from __future__ import annotations

from torch import nn

from ..errors import PolicyError

_GROUP = 8  # channels per group


def group_norm(channels: int) -> nn.GroupNorm:
    """Return GroupNorm (Wu and He 2018, arXiv 1803.08494) of maps (B, C, H, W).

    Raises:
        PolicyError: channels that do not make whole groups.
    """
    if not isinstance(channels, int) or channels < 1 or channels % _GROUP:
        raise PolicyError(f"channels={channels}, but normalised channels come in multiples of {_GROUP}.")
    return nn.GroupNorm(channels // _GROUP, channels)
