"""`cnn_transformer`: small images, a cheap encoder per camera, a causal transformer, a mixture over actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import torch
from torch import Tensor, nn

from .batch import Batch
from .encoders.augment import jitter, shift
from .encoders.cnn import ImageEncoder
from .encoders.images import shrink
from .encoders.proprio import SIZE as PROPRIO_SIZE
from .encoders.proprio import proprio_features
from .errors import PolicyError
from .heads.gmm import GaussianMixtureHead
from .spec import PolicySpec
from .trunks.transformer import CausalTransformer
from .windowed import WindowedPolicy


class CnnTransformer(WindowedPolicy):
    """Learns from pixels in minutes on one core.

    Args:
        spec: sizes of the inputs.
        size: side of the images that it works at [pixel]; the images given must be a multiple of it.
        channels: of the convolutions; the first two halve the image each.
        points: key points read off every image.
        width: of the features of a step.
        trunk: attention blocks over the history.
        heads: attention heads.
        history: steps that it sees.
        chunk: actions predicted at once.
        execute: how many of them are carried out before it looks again.
        modes: components of the mixture.
        min_std: least standard deviation of a component, in units of the action.
        reach: pixels that training shifts images by, at most; 0 = no shift.
        light: change of contrast and brightness in training, at most; 0 = none.
    """

    observation: ClassVar[str] = "pixels"

    def __init__(
        self,
        spec: PolicySpec,
        size: int = 64,
        channels: Sequence[int] = (24, 32, 32),
        points: int = 32,
        width: int = 128,
        trunk: int = 1,
        heads: int = 4,
        history: int = 1,
        chunk: int = 8,
        execute: int = 4,
        modes: int = 5,
        min_std: float = 0.1,
        reach: int = 2,
        light: float = 0.1,
    ) -> None:
        super().__init__(history, chunk, execute)
        if not spec.cameras or spec.image_size % size:
            raise PolicyError(
                f"cnn_transformer works at {size}x{size}; it needs cameras with images of a multiple of that, "
                f"not {spec.image_size}x{spec.image_size} from {len(spec.cameras)}."
            )
        self.cameras, self.image_size, self.reach, self.light = tuple(spec.cameras), size, reach, light
        self.encoders = nn.ModuleList(ImageEncoder(channels, points, spec.language) for _ in self.cameras)
        seen = len(self.cameras) * (2 * points + channels[-1])
        self.join = nn.Sequential(
            nn.Linear(seen + PROPRIO_SIZE + spec.language, 2 * width),
            nn.LayerNorm(2 * width),
            nn.GELU(approximate="tanh"),
            nn.Linear(2 * width, width),
        )
        self.trunk = CausalTransformer(width, trunk, heads, history)
        self.head = GaussianMixtureHead(width, spec.actions, chunk, modes, 2 * width, min_std)

    def encode(self, batch: Batch, generator: torch.Generator | None = None) -> Tensor:
        """Return (B, T, D)."""
        missing = [camera for camera in self.cameras if camera not in batch.images]
        if missing:
            raise PolicyError(f"cnn_transformer needs images of '{missing[0]}'; the batch has {list(batch.images)}.")
        lanes, steps = batch.mask.shape
        language = batch.language[:, None].expand(-1, steps, -1).flatten(0, 1)
        features = [
            encoder(self._prepare(batch.images[camera], generator).flatten(0, 1), language)
            for camera, encoder in zip(self.cameras, self.encoders, strict=True)
        ]
        joined: Tensor = self.join(torch.cat([*features, proprio_features(batch.proprio.flatten(0, 1)), language], -1))
        return joined.view(lanes, steps, -1)

    def decode(self, features: Tensor, mask: Tensor) -> Tensor:
        """Return the mixtures' parameters (B, T, Q)."""
        parameters: Tensor = self.head(self.trunk(features, mask))
        return parameters

    def _prepare(self, images: Tensor, generator: torch.Generator | None) -> Tensor:
        """Return images (B, T, H, W, 3) uint8 as floats around 0, (B, T, 3, H, W), augmented with a generator."""
        images = shrink(images, self.image_size)
        if generator is not None and self.reach:
            images = shift(images, self.reach, generator)
        floats = images.permute(0, 1, 4, 2, 3).float().div(127.5).sub(1.0)
        return jitter(floats, self.light, generator) if generator is not None and self.light else floats
