"""`vit_transformer`: LIBERO's vision transformer: attention over patches, then over steps."""

from __future__ import annotations

from typing import ClassVar

from .composed import Composed
from .spec import PolicySpec


class VitTransformer(Composed):
    """BC-ViLT of LIBERO (Liu et al. 2023, arXiv 2306.03310), without running statistics or dropout.

    Args:
        spec: sizes of the inputs.
        size: side of the images that it works at [pixel]; the images given must be a multiple of it.
        patch: side of a patch [pixel].
        inner: width of the tokens within a step.
        blocks: attention blocks within a step.
        inner_heads: their attention heads.
        inner_head_width: width of each of them.
        width: of a token of a step.
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
        patch: int = 16,
        inner: int = 128,
        blocks: int = 7,
        inner_heads: int = 8,
        inner_head_width: int = 120,
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
                "name": "vit",
                "size": size,
                "patch": patch,
                "inner": inner,
                "depth": blocks,
                "heads": inner_heads,
                "head_width": inner_head_width,
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
