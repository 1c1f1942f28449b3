"""A small convolutional encoder that turns an image into key points, steered by language."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

_GROUP = 8  # channels per group of GroupNorm


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


class ConvBlock(nn.Module):
    """Convolution, GroupNorm, a language-dependent scale and shift (FiLM, arXiv 1709.07871), ReLU."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, language: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.norm = nn.GroupNorm(outputs // _GROUP, outputs)
        self.film = nn.Linear(language, 2 * outputs)
        nn.init.zeros_(self.film.weight)
        nn.init.zeros_(self.film.bias)

    def forward(self, x: Tensor, language: Tensor) -> Tensor:
        """Return (B, C, H / stride, W / stride) from x (B, C', H, W) and language (B, E)."""
        scale, shift = self.film(language)[..., None, None].chunk(2, dim=1)
        return functional.relu(torch.addcmul(shift, self.norm(self.conv(x)), 1.0 + scale))


class ImageEncoder(nn.Module):
    """Halves the image twice, keeps it at a quarter of its size and reads key points off it."""

    def __init__(self, channels: Sequence[int], points: int, language: int) -> None:
        super().__init__()
        first, second, *rest = channels
        shapes = [(3, first, 5, 2), (first, second, 3, 2)]
        shapes += [(before, after, 3, 1) for before, after in zip([second, *rest], rest, strict=False)]
        self.blocks = nn.ModuleList(ConvBlock(*shape, language) for shape in shapes)
        self.points = nn.Conv2d(channels[-1], points, 1)
        self.softmax = SpatialSoftmax()
        self.size = 2 * points + channels[-1]

    def forward(self, images: Tensor, language: Tensor) -> Tensor:
        """Return key points and mean activations (B, size) from images (B, 3, H, W) around 0 and language (B, E)."""
        x = images.contiguous(memory_format=torch.channels_last)
        for block in self.blocks:
            x = block(x, language)
        return torch.cat([self.softmax(self.points(x)), x.mean((2, 3))], dim=-1)
