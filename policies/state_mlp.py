"""`state_mlp`: the object table through a perceptron, one chunk of actions; the simplest to compare with."""

from __future__ import annotations

from typing import ClassVar

from .composed import Composed
from .spec import PolicySpec


class StateMlp(Composed):
    """No attention, no memory and no distribution over actions.

    Args:
        spec: sizes of the inputs.
        width: of what the perceptron makes of the table.
        hidden: units of its hidden layers, and of the head's.
        depth: its hidden layers.
        history: steps that it sees, one.
        chunk: actions predicted at once.
        execute: how many of them are carried out before it looks again.
    """

    observations: ClassVar[tuple[str, ...]] = ("state",)

    def __init__(
        self,
        spec: PolicySpec,
        width: int = 128,
        hidden: int = 256,
        depth: int = 2,
        history: int = 1,
        chunk: int = 8,
        execute: int = 4,
    ) -> None:
        super().__init__(
            spec,
            encoder={"name": "table", "width": width, "hidden": hidden, "depth": depth},
            trunk="none",
            head={"name": "deterministic", "hidden": hidden},
            history=history,
            chunk=chunk,
            execute=execute,
        )
