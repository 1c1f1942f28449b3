"""Images made small before a network sees them."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from ..errors import PolicyError

_AT_ONCE = 256  # images; a whole demonstration as floats would take more memory than the rest of training


def shrink(images: Tensor, size: int) -> Tensor:
    """Return images (..., H, W, 3) uint8 as (..., size, size, 3) uint8, every pixel the mean of the block it covers.

    The result is rounded to bytes, so demonstrations made small once and observations made small one by one are equal.

    Raises:
        PolicyError: H or W is not a multiple of `size`.
    """
    height, width = images.shape[-3:-1]
    if (height, width) == (size, size):
        return images
    if height % size or width % size:
        raise PolicyError(
            f"Images are {height}x{width}, which is no multiple of the {size}x{size} the policy works at."
        )
    flat = images.reshape(-1, height, width, 3)
    kernel = (height // size, width // size)
    parts = [
        functional.avg_pool2d(part.permute(0, 3, 1, 2).float(), kernel).round().to(torch.uint8).permute(0, 2, 3, 1)
        for part in torch.split(flat, _AT_ONCE)
    ]
    return torch.cat(parts).reshape(*images.shape[:-3], size, size, 3)
