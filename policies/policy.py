"""What every policy can do."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import torch
from torch import Tensor, nn

from . import languages
from .batch import Batch
from .dice import Dice
from .errors import PolicyError
from .spec import PolicySpec


class Policy(nn.Module, ABC):
    """A network that imitates windows of demonstrations and acts step by step.

    `observations` says what it can be built for. A policy holds no running statistics (no BatchNorm) and no dropout, so
    nothing but the optimiser changes it, `act` is the same in train and eval mode, and random numbers come only from
    the generator given to `loss`.

    Attributes:
        spec: the sizes that it was built for, and what embeds its instructions.
        observation: what it needs to see, `state` or `pixels`.
        history: T, the steps of a training window.
        chunk: C, the labels per step that `loss` needs.
        cameras: the images that it needs, none for `state`.
        image_size: side of the images that it works at [pixel]; larger ones are made small first.
    """

    observations: ClassVar[tuple[str, ...]] = ("state", "pixels")
    spec: PolicySpec = PolicySpec()
    observation: str
    history: int
    chunk: int
    cameras: tuple[str, ...] = ()
    image_size: int = 0

    def embed(self, instruction: str, task: int) -> Tensor:
        """Return what `Batch.language` must say, (E,) float32, about an instruction and its task's index."""
        return languages.encoder(self.spec.instructions, self.spec.instructions_knobs).embed(instruction, task)

    def encode(self, batch: Batch, generator: torch.Generator | None = None) -> Tensor:
        """Return the latents (B, T, D), which are of each step by itself; those of the batch where it has them.

        The loss of a batch with these latents is that of the batch, whatever it has lost beside them.

        Args:
            batch: windows.
            generator: draws augmentation; None = there is none.

        Raises:
            PolicyError: the policy has no part that looks at single steps.
        """
        raise PolicyError(f"{type(self).__name__} is not divided into an encoder of single steps and the rest.")

    def encoding(self) -> frozenset[str]:
        """Return the names of the weights that `encode` uses, and `loss` does not where there are latents."""
        return frozenset()

    @abstractmethod
    def loss(self, batch: Batch, generator: torch.Generator | None = None) -> dict[str, Tensor]:
        """Return named scalars; `loss` is the one to minimise, the mean over valid steps.

        Args:
            batch: windows with labels.
            generator: draws augmentation and noise, on the device of the batch; None = no augmentation, and always
                the same noise.
        """

    @abstractmethod
    def act(self, batch: Batch, dice: Dice | None = None) -> Tensor:
        """Return the actions (B, A) float32 in [-1, 1] for the one step in the batch (T = 1).

        Lane b of one call continues lane b of the call before, until `reset`.

        Args:
            batch: one step of every lane.
            dice: draws the actions; None = the most likely ones, or the ones that a noise that never changes becomes.

        Raises:
            PolicyError: the number of lanes changed without a reset.
        """

    @abstractmethod
    def reset(self, mask: Tensor | None = None) -> None:
        """Forget the past of the lanes where mask (B,) is True; None = of all, and any number of lanes may follow."""
