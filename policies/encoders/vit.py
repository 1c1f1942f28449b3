"""`vit`: patches of all images and the instruction look at each other; one summary of them and the robot's state."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..attention import Block, run
from ..errors import PolicyError
from ..sizes import at_least_one
from ..spec import PolicySpec
from .join import OWN_TOKENS, Tokens
from .norms import group_norm
from .pixels import PixelEncoder

_STEM = 64  # channels at half of the image's side


class Patches(nn.Module):
    """An image as a grid of patches, after one convolution at half of its side."""

    def __init__(self, patch: int, width: int) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, _STEM, 7, 2, 3, bias=False)
        self.stem_norm = group_norm(_STEM)
        self.patch = nn.Conv2d(_STEM, width, patch // 2, patch // 2)
        self.patch_norm = group_norm(width)

    def forward(self, images: Tensor, language: Tensor) -> Tensor:
        """Return (B, P, D) from images (B, 3, H, W) around 0; the instruction is not looked at."""
        x = functional.relu(self.stem_norm(self.stem(images.contiguous(memory_format=torch.channels_last))))
        out: Tensor = self.patch_norm(self.patch(x)).flatten(2).transpose(1, 2)
        return out


class SpatialTransformer(nn.Module):
    """A readout token, the patches of all images and the instruction through attention; then the tokens of a step.

    Args:
        cameras: how many images there are.
        patches: of each of them.
        language: length of an instruction's embedding.
        width: of the tokens within a step.
        blocks: attention over them.
        out: width of the tokens of a step.
    """

    def __init__(
        self, cameras: int, patches: int, language: int, width: int, blocks: Sequence[Block], out: int
    ) -> None:
        super().__init__()
        self.readout = nn.Parameter(0.02 * torch.randn(1, 1, width))
        self.place = nn.Parameter(0.02 * torch.randn(cameras * patches, width))
        self.kind = nn.Parameter(0.02 * torch.randn(cameras + 1, width))  # the images, then the instruction
        self.sentence = nn.Linear(language, width)
        self.blocks = nn.ModuleList(blocks)
        self.out = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, out))
        self.tokens = Tokens(language, out)

    def forward(self, seen: Sequence[Tensor], proprio: Tensor, language: Tensor) -> Tensor:
        """Return (L, N D) from patches of every image, each (L, P, D'), the robot's features and language."""
        patches = torch.cat([x + kind for x, kind in zip(seen, self.kind, strict=False)], dim=1) + self.place
        sentence = self.sentence(language)[:, None] + self.kind[-1]
        tokens = torch.cat([self.readout.expand(len(language), -1, -1), patches, sentence], dim=1)
        summary = self.out(run(self.blocks, tokens, None, queries=1)[:, 0])
        joined: Tensor = self.tokens([summary], proprio, language)
        return joined


class VitEncoder(PixelEncoder):
    """LIBERO's ViLT (Liu et al. 2023, arXiv 2306.03310, after Kim et al. 2021, arXiv 2102.03334).

    Args:
        spec: sizes of the inputs.
        size: side of the images that it works at [pixel]; the images given must be a multiple of it.
        patch: side of a patch [pixel], even.
        inner: width of the tokens within a step.
        depth: attention blocks within a step.
        heads: attention heads.
        head_width: of every head; None = the heads share the inner width.
        width: of the tokens of a step.
        reach: pixels that training shifts images by, at most; 0 = no shift.
        light: change of contrast and brightness in training, at most; 0 = none.
    """

    tokens = OWN_TOKENS + 1

    def __init__(
        self,
        spec: PolicySpec,
        size: int = 128,
        patch: int = 16,
        inner: int = 128,
        depth: int = 7,
        heads: int = 8,
        head_width: int | None = None,
        width: int = 64,
        reach: int = 4,
        light: float = 0.1,
    ) -> None:
        super().__init__(spec, size, reach, light)
        at_least_one("vit", patch=patch, inner=inner, depth=depth, width=width)
        if patch % 2 or size % patch:
            raise PolicyError(f"vit: patch={patch} must be even and divide the size of the images, {size}.")
        self.width = width
        self.encoders = nn.ModuleList(Patches(patch, inner) for _ in self.cameras)
        blocks = [Block(inner, heads, head_width=head_width) for _ in range(depth)]
        patches = (size // patch) ** 2
        self.join = SpatialTransformer(len(self.cameras), patches, spec.language, inner, blocks, width)
