"""Random changes of images in training; every draw holds for a whole window, so that motion stays what it was."""

from __future__ import annotations

import torch
from torch import Tensor


def shift(images: Tensor, reach: int, generator: torch.Generator) -> Tensor:
    """Return images (B, T, H, W, 3) moved by up to `reach` pixels, their edges repeated (DrQ, 2004.13649)."""
    lanes, _, height, width, _ = images.shape
    device = images.device
    moves = torch.randint(-reach, reach + 1, (2, lanes, 1), generator=generator, device=device)
    rows = (torch.arange(height, device=device) + moves[0]).clamp(0, height - 1)
    columns = (torch.arange(width, device=device) + moves[1]).clamp(0, width - 1)
    lane = torch.arange(lanes, device=device)[:, None, None]
    return images.transpose(0, 1)[:, lane, rows[:, :, None], columns[:, None, :]].transpose(0, 1)


def jitter(images: Tensor, amount: float, generator: torch.Generator) -> Tensor:
    """Return images (B, T, 3, H, W) of floats around 0 with contrast and brightness changed by up to `amount`.

    Hue is left alone: instructions name colours.
    """
    draws = torch.rand((2, len(images), 1, 1, 1, 1), generator=generator, device=images.device) * 2.0 - 1.0
    return images * (1.0 + amount * draws[0]) + 0.5 * amount * draws[1]
