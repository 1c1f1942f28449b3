"""The standard vision transformer, as CLIP and DINOv2 are."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from .keypoints import SpatialSoftmax

_IMAGENET = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # mean and deviation of red, green, blue in 0..1
_HALF = (0.5, 0.5, 0.5), (0.5, 0.5, 0.5)
_CLIP = (0.48145466, 0.4578275, 0.40821073), (0.26862954, 0.26130258, 0.27577711)
_EXPANSION = 4  # the perceptron's hidden width, in widths


@dataclass(frozen=True)
class Style:
    """In what standard vision transformers differ but for their sizes.

    Attributes:
        colours: mean and deviation that images are brought to.
        epsilon: of the normalisations.
        first: whether the tokens are normalised before the first block; the patches then have no bias.
        scaled: whether what a block adds is scaled number by number (LayerScale, arXiv 2103.17239).
        quick: whether the GELU is x sigmoid(1.702 x).
    """

    colours: tuple[tuple[float, ...], tuple[float, ...]]
    epsilon: float
    first: bool
    scaled: bool
    quick: bool


STYLES = {
    "clip": Style(_CLIP, 1e-5, True, False, True),
    "open_clip": Style(_CLIP, 1e-5, True, False, False),
    "dinov2": Style(_IMAGENET, 1e-6, False, True, False),
    "vit": Style(_HALF, 1e-6, False, False, False),
}


class Scale(nn.Module):
    """A factor for each number of a token."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        """Return (B, N, D)."""
        return x * self.gamma


class StandardBlock(nn.Module):
    """A pre-norm block under DINOv2's names (Dosovitskiy et al. 2021, arXiv 2010.11929)."""

    def __init__(self, width: int, heads: int, style: Style) -> None:
        super().__init__()
        self.heads, self.quick = heads, style.quick
        self.norm1 = nn.LayerNorm(width, style.epsilon)
        self.attn = nn.ModuleDict({"qkv": nn.Linear(width, 3 * width), "proj": nn.Linear(width, width)})
        self.ls1 = Scale(width) if style.scaled else nn.Identity()
        self.norm2 = nn.LayerNorm(width, style.epsilon)
        hidden = _EXPANSION * width
        self.mlp = nn.ModuleDict({"fc1": nn.Linear(width, hidden), "fc2": nn.Linear(hidden, width)})
        self.ls2 = Scale(width) if style.scaled else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """Return the tokens (B, N, D), changed."""
        qkv = self.attn["qkv"](self.norm1(x)).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        mixed = functional.scaled_dot_product_attention(*qkv).transpose(1, 2).flatten(2)
        x = x + self.ls1(self.attn["proj"](mixed))
        hidden = self.mlp["fc1"](self.norm2(x))
        hidden = hidden * torch.sigmoid(1.702 * hidden) if self.quick else functional.gelu(hidden)
        out: Tensor = x + self.ls2(self.mlp["fc2"](hidden))
        return out


class StandardVit(nn.Module):
    """Patches and a summary token through blocks; what it returns is made of the summary and of where things are.

    Key points are read off the patches, as the other eyes read them off their maps.

    Args:
        grid: patches along a side.
        patch: side of a patch [pixel].
        inner: width of the tokens.
        depth: blocks.
        heads: attention heads.
        points: key points.
        width: of what it returns.
        name: of its style, one of `STYLES`.
    """

    def __init__(
        self, grid: int, patch: int, inner: int, depth: int, heads: int, points: int, width: int, name: str
    ) -> None:
        super().__init__()
        style = STYLES[name]
        self.side, self.colours, self.style = grid * patch, style.colours, name
        self.patches = nn.Conv2d(3, inner, patch, patch, bias=not style.first)
        self.summary = nn.Parameter(0.02 * torch.randn(inner))
        self.place = nn.Parameter(0.02 * torch.randn(1 + grid**2, inner))  # of the summary, then row by row
        self.norm_first = nn.LayerNorm(inner, style.epsilon) if style.first else nn.Identity()
        self.blocks = nn.ModuleList(StandardBlock(inner, heads, style) for _ in range(depth))
        self.norm = nn.LayerNorm(inner, style.epsilon)
        self.points, self.softmax = nn.Linear(inner, points), SpatialSoftmax()
        self.out = nn.Linear(inner + 2 * points, width)

    def forward(self, images: Tensor, language: Tensor) -> Tensor:
        """Return (B, D) from images (B, 3, H, W) around 0; the instruction is not looked at."""
        tokens = self.features(images)
        side = self.side // self.patches.stride[0]
        maps = self.points(tokens[:, 1:]).transpose(1, 2).reshape(len(tokens), -1, side, side)
        out: Tensor = self.out(torch.cat([tokens[:, 0], self.softmax(maps)], dim=-1))
        return out

    def features(self, images: Tensor) -> Tensor:
        """Return the summary and the patches (B, 1 + P, D'), normalised."""
        mean, std = (images.new_tensor(numbers)[:, None, None] for numbers in self.colours)
        x = ((images + 1.0) / 2.0 - mean) / std
        if x.shape[-1] != self.side:  # to whole patches
            x = functional.interpolate(x, (self.side, self.side), mode="bilinear", antialias=True)
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = self.norm_first(torch.cat([self.summary.expand(len(x), 1, -1), x], dim=1) + self.place)
        for block in self.blocks:
            x = block(x)
        out: Tensor = self.norm(x)
        return out
