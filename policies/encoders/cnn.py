"""`cnn`: small images through a few convolutions to key points, steered by language; cheap."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..errors import PolicyError
from ..sizes import at_least_one
from ..spec import PolicySpec
from .join import Fused
from .keypoints import SpatialSoftmax
from .norms import group_norm
from .pixels import PixelEncoder


class ConvBlock(nn.Module):
    """Convolution, GroupNorm, a language-dependent scale and shift (FiLM, arXiv 1709.07871), ReLU."""

    def __init__(self, inputs: int, outputs: int, kernel: int, stride: int, language: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, bias=False)
        self.norm = group_norm(outputs)
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


class CnnEncoder(PixelEncoder):
    """Learns from pixels in minutes on one core.

    Args:
        spec: sizes of the inputs.
        size: side of the images that it works at [pixel]; the images given must be a multiple of it.
        channels: of the convolutions; the first two halve the image each.
        points: key points read off every image.
        width: of the token.
        reach: pixels that training shifts images by, at most; 0 = no shift.
        light: change of contrast and brightness in training, at most; 0 = none.
    """

    def __init__(
        self,
        spec: PolicySpec,
        size: int = 64,
        channels: Sequence[int] = (24, 32, 32),
        points: int = 32,
        width: int = 128,
        reach: int = 2,
        light: float = 0.1,
    ) -> None:
        super().__init__(spec, size, reach, light)
        at_least_one("cnn", points=points, width=width)
        if len(channels) < 2:
            raise PolicyError(f"cnn: channels={list(channels)}, but it takes two or more.")
        self.width = width
        self.encoders = nn.ModuleList(ImageEncoder(channels, points, spec.language) for _ in self.cameras)
        self.join = Fused(len(self.cameras) * (2 * points + channels[-1]), spec.language, width)
