"""`pretrained_vit`: a standard vision transformer per camera, as CLIP and DINOv2 are, for weights trained elsewhere."""

from __future__ import annotations

from torch import nn

from ..errors import PolicyError
from ..sizes import at_least_one, shared_equally
from ..spec import PolicySpec
from .join import OWN_TOKENS, Tokens
from .pixels import PixelEncoder
from .standard_vit import STYLES, StandardVit

_HEAD_WIDTH = 64  # of those published, up to size L; no file tells


class PretrainedVitEncoder(PixelEncoder):
    """CLIP's (Radford et al. 2021, arXiv 2103.00020) or DINOv2's (Oquab et al. 2023, arXiv 2304.07193) eye per camera.

    The weights are random until `backbone=` gives them.

    Args:
        spec: sizes of the inputs.
        style: `clip` (OpenAI's), `open_clip` (with the common GELU), `dinov2`, or `vit` (the first, as timm has it).
        size: side of the images that it works at [pixel]; the images given must be a multiple of it. They are made a
            little smaller where that is no multiple of the patch.
        patch: side of a patch [pixel].
        inner: width of the tokens within an image.
        depth: attention blocks; fewer than the file has take the first ones.
        heads: attention heads; None = one for 64 numbers of the inner width.
        points: key points read off every image.
        width: of what is kept of an image, and of every token.
        reach: pixels that training shifts images by, at most; 0 = no shift.
        light: change of contrast and brightness in training, at most; 0 = none.
    """

    def __init__(
        self,
        spec: PolicySpec,
        style: str = "dinov2",
        size: int = 128,
        patch: int = 14,
        inner: int = 384,
        depth: int = 12,
        heads: int | None = None,
        points: int = 32,
        width: int = 64,
        reach: int = 4,
        light: float = 0.1,
    ) -> None:
        super().__init__(spec, size, reach, light)
        at_least_one("pretrained_vit", patch=patch, inner=inner, depth=depth, points=points, width=width)
        heads = inner // _HEAD_WIDTH if heads is None else heads
        shared_equally("pretrained_vit", heads, inner=inner)
        if style not in STYLES:
            raise PolicyError(f"Unknown style of a vision transformer '{style}'. Known: {', '.join(STYLES)}.")
        if patch > size:
            raise PolicyError(f"pretrained_vit: patch={patch} is larger than the images, {size}.")
        eyes = (StandardVit(size // patch, patch, inner, depth, heads, points, width, style) for _ in self.cameras)
        self.encoders = nn.ModuleList(eyes)
        self.join, self.tokens, self.width = Tokens(spec.language, width), OWN_TOKENS + len(self.cameras), width
