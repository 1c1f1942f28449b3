"""`cnn_transformer`: small images, a cheap encoder per camera, a causal transformer, a mixture over actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from .composed import Composed
from .spec import PolicySpec


class CnnTransformer(Composed):
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

    observations: ClassVar[tuple[str, ...]] = ("pixels",)

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
        sees = {"size": size, "channels": channels, "points": points, "width": width, "reach": reach, "light": light}
        super().__init__(
            spec,
            encoder={"name": "cnn", **sees},
            trunk={"name": "transformer", "depth": trunk, "heads": heads},
            head={"name": "gmm", "modes": modes, "hidden": 2 * width, "min_std": min_std},
            history=history,
            chunk=chunk,
            execute=execute,
        )
