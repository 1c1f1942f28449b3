"""`resnet_transformer`: LIBERO's default policy: a residual network per camera, a transformer over tokens."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from .composed import Composed
from .spec import PolicySpec


class ResnetTransformer(Composed):
    """BC-Transformer of LIBERO (Liu et al. 2023, arXiv 2306.03310), without running statistics or dropout.

    Args:
        spec: sizes of the inputs.
        size: side of the images that it works at [pixel]; the images given must be a multiple of it.
        channels: of the stages of the residual networks.
        points: key points read off every image.
        width: of a token.
        depth: attention blocks over the history.
        heads: their attention heads.
        head_width: width of each of them.
        head_hidden: units of a layer of the head.
        layers: hidden layers of the head.
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
        size: int = 128,
        channels: Sequence[int] = (64, 128),
        points: int = 32,
        width: int = 64,
        depth: int = 4,
        heads: int = 6,
        head_width: int = 64,
        head_hidden: int = 1024,
        layers: int = 3,
        history: int = 10,
        chunk: int = 1,
        execute: int = 1,
        modes: int = 5,
        min_std: float = 0.1,
        reach: int = 4,
        light: float = 0.1,
    ) -> None:
        super().__init__(
            spec,
            encoder={
                "name": "resnet",
                "join": "tokens",
                "size": size,
                "channels": channels,
                "points": points,
                "width": width,
                "reach": reach,
                "light": light,
            },
            trunk={"name": "transformer", "depth": depth, "heads": heads, "head_width": head_width, "expansion": 4},
            head={"name": "gmm", "hidden": head_hidden, "layers": layers, "modes": modes, "min_std": min_std},
            history=history,
            chunk=chunk,
            execute=execute,
        )
