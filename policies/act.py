"""`act`: a transformer that predicts chunks of actions and averages them over time; sees either observation."""

from __future__ import annotations

from .blocks import AUTO, Choice
from .composed import Composed
from .spec import PolicySpec


class Act(Composed):
    """ACT, action chunking with transformers (Zhao et al. 2023, arXiv 2304.13705).

    Args:
        spec: sizes of the inputs.
        encoder: of a step: a name, or a mapping with `name` and knobs; `auto` = by what is seen.
        depth: attention blocks over the history.
        heads: attention heads.
        history: steps that it sees.
        chunk: actions predicted at once.
        execute: how many of them are carried out before it looks again.
        ensemble: decay of the weights with which overlapping chunks are averaged; None = they are not.
        hidden: width of the head's tokens.
        layers: attention blocks of the head's encoder, and of its decoder.
        latent: numbers of the style that tells demonstrations apart.
        kl: weight of the style's divergence from a standard normal variable.
    """

    def __init__(
        self,
        spec: PolicySpec,
        encoder: Choice = AUTO,
        depth: int = 1,
        heads: int = 4,
        history: int = 1,
        chunk: int = 8,
        execute: int = 1,
        ensemble: float | None = 0.01,
        hidden: int = 128,
        layers: int = 2,
        latent: int = 16,
        kl: float = 10.0,
    ) -> None:
        super().__init__(
            spec,
            encoder=encoder,
            trunk={"name": "transformer", "depth": depth, "heads": heads},
            head={
                "name": "cvae",
                "hidden": hidden,
                "layers": layers,
                "heads": heads,
                "latent": latent,
                "kl": kl,
            },
            history=history,
            chunk=chunk,
            execute=execute,
            ensemble=ensemble,
        )
