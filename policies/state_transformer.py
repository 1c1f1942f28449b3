"""`state_transformer`: object tokens, language, a short history, a mixture over actions."""

from __future__ import annotations

from typing import ClassVar

import torch
from torch import Tensor

from .batch import Batch
from .encoders.objects import ObjectEncoder
from .errors import PolicyError
from .heads.gmm import GaussianMixtureHead
from .spec import PolicySpec
from .trunks.transformer import CausalTransformer
from .windowed import WindowedPolicy


class StateTransformer(WindowedPolicy):
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

    observation: ClassVar[str] = "state"

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
        super().__init__(history, chunk, execute)
        if spec.objects < 1:
            raise PolicyError("state_transformer needs an object table; use observation=state.")
        self.objects = ObjectEncoder(spec.features, spec.language, width, depth, heads)
        self.trunk = CausalTransformer(width, trunk, heads, history)
        self.head = GaussianMixtureHead(width, spec.actions, chunk, modes, 2 * width, min_std)

    def encode(self, batch: Batch, generator: torch.Generator | None = None) -> Tensor:
        """Return (B, T, D); there is no augmentation."""
        if batch.objects is None or batch.objects_mask is None:
            raise PolicyError("state_transformer needs 'objects' and 'objects_mask'; the batch has neither.")
        lanes, steps = batch.mask.shape
        language = batch.language[:, None].expand(-1, steps, -1).flatten(0, 1)
        parts = (batch.proprio, batch.objects, batch.objects_mask)
        proprio, objects, mask = (part.flatten(0, 1) for part in parts)
        features: Tensor = self.objects(proprio, objects, mask, language)
        return features.view(lanes, steps, -1)

    def decode(self, features: Tensor, mask: Tensor) -> Tensor:
        """Return the mixtures' parameters (B, T, Q)."""
        parameters: Tensor = self.head(self.trunk(features, mask))
        return parameters
