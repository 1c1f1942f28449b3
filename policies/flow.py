"""`flow`: chunks of actions out of noise, along straight lines; sees either observation."""

from __future__ import annotations

from .blocks import AUTO, Choice
from .composed import Composed
from .spec import PolicySpec


class Flow(Composed):
    """Flow matching (Lipman et al. 2023, arXiv 2210.02747); for actions: pi0 (Black et al. 2024, arXiv 2410.24164).

    Args:
        spec: sizes of the inputs.
        encoder: of a step: a name, or a mapping with `name` and knobs; `auto` = by what is seen.
        depth: attention blocks over the history.
        heads: attention heads.
        history: steps that it sees.
        chunk: actions predicted at once.
        execute: how many of them are carried out before it looks again.
        hidden: units of a layer of the network.
        layers: its residual blocks.
        samples: steps taken from noise to actions.
    """

    def __init__(
        self,
        spec: PolicySpec,
        encoder: Choice = AUTO,
        depth: int = 1,
        heads: int = 4,
        history: int = 1,
        chunk: int = 8,
        execute: int = 4,
        hidden: int = 256,
        layers: int = 3,
        samples: int = 10,
    ) -> None:
        super().__init__(
            spec,
            encoder=encoder,
            trunk={"name": "transformer", "depth": depth, "heads": heads},
            head={"name": "flow", "hidden": hidden, "layers": layers, "samples": samples},
            history=history,
            chunk=chunk,
            execute=execute,
        )
