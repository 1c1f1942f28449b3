"""What encoders of the object table share."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import torch
from torch import Tensor

from ..batch import Batch
from ..errors import PolicyError
from ..spec import PolicySpec
from .encoder import Encoder, every_step


class StateEncoder(Encoder):
    """Looks at the object table, the robot's own state and the instruction; there is no augmentation."""

    observation: ClassVar[str] = "state"

    def __init__(self, spec: PolicySpec) -> None:
        super().__init__()
        if spec.objects < 1:
            raise PolicyError("This encoder needs an object table; use observation=state or an encoder of pixels.")

    @abstractmethod
    def see(self, proprio: Tensor, objects: Tensor, mask: Tensor, language: Tensor) -> Tensor:
        """Return (L, D) from (L, P), (L, N, F), which rows hold an object (L, N), and (L, E)."""

    def forward(self, batch: Batch, generator: torch.Generator | None = None) -> Tensor:
        """Return (B, T, D)."""
        if batch.objects is None or batch.objects_mask is None:
            raise PolicyError("This policy needs 'objects' and 'objects_mask'; the batch has neither.")
        lanes, steps = batch.mask.shape
        parts = (batch.proprio, batch.objects, batch.objects_mask)
        proprio, objects, mask = (part.flatten(0, 1) for part in parts)
        return self.see(proprio, objects, mask, every_step(batch.language, steps)).view(lanes, steps, -1)
