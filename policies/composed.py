"""`composed`: any encoder, trunk and head, put together in a file of `conf/policy`."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor

from . import blocks
from .batch import Batch
from .blocks import AUTO, Choice
from .dice import Dice
from .encoders.encoder import Encoder
from .errors import PolicyError
from .heads.head import Head
from .plans import Chunks, Ensemble, Plan
from .policy import Policy
from .sizes import at_least_one
from .spec import PolicySpec
from .trunks.trunk import Past, Trunk

_BEHIND = ("trunk.", "head.")  # the parts that follow the encoder, by the beginning of their weights' names


class Composed(Policy):
    """Encodes every step by itself, mixes the steps, predicts a chunk of actions; all other policies are choices of it.

    `loss` and `act` go through the same blocks, so acting step by step is the training forward by construction.

    Args:
        spec: sizes of the inputs.
        encoder: of a step: a name, or a mapping with `name` and knobs; `auto` = by what is seen.
        trunk: over the steps, in the same way.
        head: of the actions, in the same way.
        history: steps of a training window.
        chunk: actions predicted at once.
        execute: how many of them are carried out before it looks again.
        ensemble: decay of the weights with which overlapping chunks are averaged; None = they are not.
    """

    observations: ClassVar[tuple[str, ...]] = ("state", "pixels")
    encoder: Encoder
    trunk: Trunk
    head: Head

    def __init__(
        self,
        spec: PolicySpec,
        encoder: Choice = AUTO,
        trunk: Choice = "transformer",
        head: Choice = "gmm",
        history: int = 1,
        chunk: int = 8,
        execute: int = 4,
        ensemble: float | None = None,
    ) -> None:
        super().__init__()
        _check(history, chunk, execute, ensemble)
        self.spec, self.history, self.chunk, self.execute, self.ensemble = spec, history, chunk, execute, ensemble
        sees = blocks.encoder(encoder, spec)
        object.__setattr__(self, "encoder", sees)  # not as a module: its parts are the policy's own, by their names
        for name, part in sees.named_children():
            self.add_module(name, part)
        self.trunk = blocks.trunk(trunk, sees.width, sees.tokens, history)
        self.head = blocks.head(head, self.trunk.size, spec.actions, chunk)
        self.observation, self.cameras, self.image_size = sees.observation, sees.cameras, sees.image_size
        self._plan: Plan | None = None
        self._past: Past = {}

    def forward(self, batch: Batch, generator: torch.Generator | None = None) -> Tensor:
        """Return the head's parameters (B, T, Q) for every step of the windows, float32 at any precision."""
        parameters: Tensor = self.head(self.trunk(self.encode(batch, generator), batch.mask))
        return parameters.float()

    def encode(self, batch: Batch, generator: torch.Generator | None = None) -> Tensor:
        """Return the tokens of every step (B, T, N D)."""
        return self.encoder(batch, generator) if batch.latents is None else batch.latents

    def encoding(self) -> frozenset[str]:
        """Return the names of the encoder's weights."""
        return frozenset(name for name in self.state_dict() if not name.startswith(_BEHIND))

    def loss(self, batch: Batch, generator: torch.Generator | None = None) -> dict[str, Tensor]:
        """Return the head's loss of the labels."""
        if batch.actions is None or batch.actions_mask is None:
            raise PolicyError("loss() needs labels, but the batch has no 'actions'.")
        return {"loss": self.head.loss(self(batch, generator), batch.actions, batch.actions_mask, generator)}

    @torch.no_grad()
    def act(self, batch: Batch, dice: Dice | None = None) -> Tensor:
        """Return the next action of the chunk under way on every lane (B, A), a new chunk where it is due."""
        if self._plan is None:
            self._lanes = len(batch)
            self._plan = _plan(self._lanes, self.execute, self.ensemble)
        if len(batch) != self._lanes:
            raise PolicyError(f"act() got {len(batch)} lanes but remembers {self._lanes}; call reset() first.")
        due = self._plan.due()
        if due or self.trunk.remembers:  # else there is nothing to plan and nothing to remember
            vector, self._past = self.trunk.step(self.encoder(batch), self._past)
            if due:
                parameters = self.head(vector)
                self._plan.take(self.head.mode(parameters) if dice is None else self.head.sample(parameters, dice))
        return self._plan.follow()

    def reset(self, mask: Tensor | None = None) -> None:
        """Forget the past of some lanes, or of all."""
        if mask is None:
            self._plan = None
            self._past = {}
        elif self._plan is not None:
            self._plan.forget(mask.to(torch.bool))
            self._past = {name: _cleared(tensor, mask) for name, tensor in self._past.items()}


def _check(history: int, chunk: int, execute: int, ensemble: float | None) -> None:
    at_least_one("policy", history=history, chunk=chunk, execute=execute)
    if execute > chunk:
        raise PolicyError(f"chunk={chunk}, execute={execute}: it cannot carry out more actions than it predicts.")
    if ensemble is not None and (execute != 1 or ensemble < 0):
        raise PolicyError(f"ensemble={ensemble}, execute={execute}: averaging needs a decay >= 0 and execute=1.")


def _plan(lanes: int, execute: int, ensemble: float | None) -> Plan:
    return Chunks(lanes, execute) if ensemble is None else Ensemble(lanes, ensemble)


def _cleared(tensor: Tensor, mask: Tensor) -> Tensor:
    """Return the tensor (B, ...) with zeros on the lanes where mask (B,) is True."""
    lanes = mask.to(tensor.device, torch.bool).view(-1, *[1] * (tensor.dim() - 1))
    return tensor.masked_fill(lanes, 0)
