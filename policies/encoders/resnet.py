"""`resnet`: a residual network per camera, steered by language block by block, and key points."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..errors import PolicyError
from ..sizes import at_least_one
from ..spec import PolicySpec
from .join import OWN_TOKENS, Row, Tokens
from .keypoints import SpatialSoftmax
from .norms import norm
from .pixels import PixelEncoder

JOINS = ("tokens", "row")
_BLOCKS = 2  # per stage, as in ResNet-18
_IMAGENET = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # mean and deviation of red, green, blue in 0..1
_WORDS = 32  # numbers that the instruction is made of in a row


class ResidualBlock(nn.Module):
    """Two convolutions beside a shortcut (He et al. 2016, arXiv 1512.03385)."""

    def __init__(self, inputs: int, outputs: int, stride: int, kind: str = "group") -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = norm(kind, outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = norm(kind, outputs)
        same = stride == 1 and inputs == outputs
        self.downsample = (
            None if same else nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), norm(kind, outputs))
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return (B, C, H / stride, W / stride)."""
        shortcut = x if self.downsample is None else self.downsample(x)
        return functional.relu(shortcut + self.norm2(self.conv2(functional.relu(self.norm1(self.conv1(x))))))


class FilmResnet(nn.Module):
    """The first stages of ResNet-18, a scale and shift by language (FiLM, arXiv 1709.07871) after each block.

    Args:
        channels: of the stages; the first works at a quarter of the image's side, each further one at half of that.
        points: key points read off the last map (Finn et al. 2016, arXiv 1509.06113).
        width: of what it returns.
        language: length of an instruction's embedding.
        kind: of the normalisation, see `norm`; `fixed` also brings the colours to those of ImageNet.
    """

    def __init__(self, channels: Sequence[int], points: int, width: int, language: int, kind: str = "group") -> None:
        super().__init__()
        self._colours = _IMAGENET if kind == "fixed" else None
        self.conv1 = nn.Conv2d(3, channels[0], 7, 2, 3, bias=False)
        self.norm1 = norm(kind, channels[0])
        inputs = [channels[0], *channels[:-1]]
        for stage, (before, after) in enumerate(zip(inputs, channels, strict=True), 1):
            strides = [1 if stage == 1 else 2] + [1] * (_BLOCKS - 1)
            widths = [before] + [after] * (_BLOCKS - 1)
            blocks = (ResidualBlock(w, after, stride, kind) for w, stride in zip(widths, strides, strict=True))
            self.add_module(f"layer{stage}", nn.Sequential(*blocks))
        self.stages = len(channels)
        films = [nn.Linear(language, 2 * after) for after in channels for _ in range(_BLOCKS)]
        self.film = nn.ModuleList(films)
        for film in films:
            nn.init.zeros_(film.weight)
            nn.init.zeros_(film.bias)
        self.points = nn.Conv2d(channels[-1], points, 1)
        self.softmax = SpatialSoftmax()
        self.out = nn.Linear(2 * points, width)

    def forward(self, images: Tensor, language: Tensor) -> Tensor:
        """Return (B, D) from images (B, 3, H, W) around 0 and language (B, E)."""
        if self._colours is not None:
            mean, std = (images.new_tensor(numbers)[:, None, None] for numbers in self._colours)
            images = ((images + 1.0) / 2.0 - mean) / std
        x = images.contiguous(memory_format=torch.channels_last)
        x = functional.max_pool2d(functional.relu(self.norm1(self.conv1(x))), 3, 2, 1)
        blocks = (block for stage in range(self.stages) for block in self.get_submodule(f"layer{stage + 1}").children())
        for block, film in zip(blocks, self.film, strict=True):
            scale, shift = film(language)[..., None, None].chunk(2, dim=1)
            x = torch.addcmul(shift, block(x), 1.0 + scale)
        out: Tensor = self.out(self.softmax(self.points(x)))
        return out


class ResnetEncoder(PixelEncoder):
    """LIBERO's encoder of images (Liu et al. 2023, arXiv 2306.03310), without running statistics.

    Args:
        spec: sizes of the inputs.
        size: side of the images that it works at [pixel]; the images given must be a multiple of it.
        channels: of the stages; four, up to 512, make a whole ResNet-18.
        points: key points read off every image.
        width: of what is kept of an image, and of every token.
        join: `tokens`, one each for instruction, arm, gripper and every image; or `row`, all in one row.
        reach: pixels that training shifts images by, at most; 0 = no shift.
        light: change of contrast and brightness in training, at most; 0 = none.
        norm: `group`, or `fixed`: no normalisation but a scale and a shift, for weights trained elsewhere.
    """

    def __init__(
        self,
        spec: PolicySpec,
        size: int = 128,
        channels: Sequence[int] = (64, 128),
        points: int = 32,
        width: int = 64,
        join: str = "tokens",
        reach: int = 4,
        light: float = 0.1,
        norm: str = "group",
    ) -> None:
        super().__init__(spec, size, reach, light)
        at_least_one("resnet", stages=len(channels), points=points, width=width)
        if join not in JOINS:
            raise PolicyError(f"Unknown join '{join}'. Known: {', '.join(JOINS)}.")
        eyes = (FilmResnet(channels, points, width, spec.language, norm) for _ in self.cameras)
        self.encoders = nn.ModuleList(eyes)
        if join == "tokens":
            self.join, self.tokens, self.width = Tokens(spec.language, width), OWN_TOKENS + len(self.cameras), width
        else:
            self.join = row = Row(len(self.cameras) * width, spec.language, _WORDS)
            self.width = row.size
