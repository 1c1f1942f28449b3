"""What encoders of images share."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import torch
from torch import Tensor, nn

from ..batch import Batch
from ..errors import PolicyError
from ..sizes import at_least_one
from ..spec import PolicySpec
from .augment import lights, shift
from .encoder import Encoder, every_step
from .images import shrink
from .memory import empty
from .proprio import proprio_features

_CACHED = 2**18  # numbers of an image that a CPU works on at once, without going back to its main memory


class PixelEncoder(Encoder):
    """An eye per camera, and what joins all that they see with the robot's own state and the instruction.

    Args:
        spec: sizes of the inputs.
        size: side of the images that it works at [pixel]; the images given must be a multiple of it.
        reach: pixels that training shifts images by, at most; 0 = no shift.
        light: change of contrast and brightness in training, at most; 0 = none.

    Attributes:
        encoders: from images (L, 3, H, W) around 0 and language (L, E) to (L, ...), one per camera.
        join: from what each of them returns, the robot's features (L, P') and language (L, E) to (L, N D).
    """

    observation: ClassVar[str] = "pixels"
    encoders: nn.ModuleList
    join: nn.Module

    @abstractmethod  # as an encoder has to make the two
    def __init__(self, spec: PolicySpec, size: int, reach: int, light: float) -> None:
        super().__init__()
        at_least_one("images", size=size)
        if not spec.cameras or spec.image_size % size:
            raise PolicyError(
                f"This policy works at {size}x{size}; it needs cameras with images of a multiple of that, "
                f"not {spec.image_size}x{spec.image_size} from {len(spec.cameras)}."
            )
        self.cameras, self.image_size, self.reach, self.light = tuple(spec.cameras), size, reach, light

    def forward(self, batch: Batch, generator: torch.Generator | None = None) -> Tensor:
        """Return (B, T, N D)."""
        missing = [camera for camera in self.cameras if camera not in batch.images]
        if missing:
            raise PolicyError(f"This policy needs images of '{missing[0]}'; the batch has {list(batch.images)}.")
        lanes, steps = batch.mask.shape
        language = every_step(batch.language, steps)
        seen = [
            eye(self.prepared(batch.images[camera], generator).flatten(0, 1), language)
            for camera, eye in zip(self.cameras, self.encoders, strict=True)
        ]
        joined: Tensor = self.join(seen, proprio_features(batch.proprio.flatten(0, 1)), language)
        return joined.view(lanes, steps, -1)

    def prepared(self, images: Tensor, generator: torch.Generator | None) -> Tensor:
        """Return images (B, T, H, W, 3) uint8 as floats around 0, (B, T, 3, H, W), augmented with a generator."""
        images = shrink(images, self.image_size)
        if generator is not None and self.reach:
            images = shift(images, self.reach, generator)
        return floats(images, lights(images, self.light, generator) if generator is not None and self.light else None)


def floats(images: Tensor, light: tuple[Tensor, Tensor] | None = None) -> Tensor:
    """Return images (B, T, H, W, 3) uint8 as floats around 0, (B, T, 3, H, W), those of a pixel side by side.

    Args:
        images: bytes.
        light: contrast and brightness of every lane, (B, 1, 1, 1, 1) each.
    """
    out = empty(images.shape, torch.float32, images.device).permute(0, 1, 4, 2, 3)
    most = max(1, _CACHED // max(1, images[:1].numel())) if images.device.type == "cpu" else max(1, len(images))
    lanes = torch.arange(len(images), device=images.device)
    for new, old, lane in zip(*(torch.split(each, most) for each in (out, images, lanes)), strict=True):
        new.copy_(old.permute(0, 1, 4, 2, 3)).div_(127.5).sub_(1.0)
        if light is not None:
            new.mul_(light[0][lane]).add_(light[1][lane])
    return out
