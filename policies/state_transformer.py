"""`state_transformer`: object tokens, language, a short history, a mixture over actions."""

from __future__ import annotations

from typing import ClassVar

from .composed import Composed
from .spec import PolicySpec


class StateTransformer(Composed):
    """Small and fast on one core; sees the object table, so it learns what to do and not how to see.

    Args:
        spec: sizes of the inputs.
        width: of every token.
        depth: attention blocks within a step.
        trunk: attention blocks over the history.
        heads: attention heads.
        history: steps that it sees; more than a few makes imitation copy its own past.
        chunk: actions predicted at once.
        execute: how many of them are carried out before it looks again.
        modes: components of the mixture.
        min_std: least standard deviation of a component, in units of the action. Much below 0.1 the likelihood is all
            about the third digit of the motion, and the rare steps where the gripper changes are not learned.
    """

    observations: ClassVar[tuple[str, ...]] = ("state",)

    def __init__(
        self,
        spec: PolicySpec,
        width: int = 96,
        depth: int = 2,
        trunk: int = 1,
        heads: int = 4,
        history: int = 1,
        chunk: int = 8,
        execute: int = 4,
        modes: int = 5,
        min_std: float = 0.1,
    ) -> None:
        super().__init__(
            spec,
            encoder={"name": "objects", "width": width, "depth": depth, "heads": heads},
            trunk={"name": "transformer", "depth": trunk, "heads": heads},
            head={"name": "gmm", "modes": modes, "hidden": 2 * width, "min_std": min_std},
            history=history,
            chunk=chunk,
            execute=execute,
        )
