"""How chunks of predicted actions are carried out, lane by lane."""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from torch import Tensor

from .heads.head import as_actions


class Plan(ABC):
    """The chunks under way on every lane."""

    @abstractmethod
    def due(self) -> bool:
        """Tell whether any lane needs a new chunk."""

    @abstractmethod
    def take(self, chunk: Tensor) -> None:
        """Take up new chunks (B, C, A) where they are needed."""

    @abstractmethod
    def follow(self) -> Tensor:
        """Return the next action (B, A) of every lane."""

    @abstractmethod
    def forget(self, mask: Tensor) -> None:
        """Make the lanes where mask (B,) is True start afresh."""


class Chunks(Plan):
    """Carries out the first `execute` actions of a chunk, then needs the next."""

    def __init__(self, lanes: int, execute: int) -> None:
        self.lanes, self.execute = lanes, execute
        self._chunk: Tensor | None = None  # (B, C, A)
        self._next = torch.zeros(lanes, dtype=torch.long)  # next entry of the chunk; 0 = a new one is due

    def due(self) -> bool:
        """Tell whether any lane has carried out its part."""
        return bool((self._next == 0).any())

    def take(self, chunk: Tensor) -> None:
        """Take up new chunks in the lanes that need one."""
        due = (self._next == 0).to(chunk.device)
        self._chunk = chunk if self._chunk is None else torch.where(due[:, None, None], chunk, self._chunk)

    def follow(self) -> Tensor:
        """Return the next action (B, A) of every lane's chunk."""
        assert self._chunk is not None
        action = self._chunk[torch.arange(self.lanes), self._next]
        self._next = (self._next + 1) % self.execute
        return action

    def forget(self, mask: Tensor) -> None:
        """Make a new chunk due."""
        self._next = torch.where(mask.cpu(), 0, self._next)


class Ensemble(Plan):
    """Needs a chunk at every step and averages what all chunks that reach it say about it.

    Temporal ensembling (Zhao et al. 2023, arXiv 2304.13705, section IV-A): the i-th oldest chunk weighs
    exp(-decay i), so a small decay lets new chunks in quickly. The gripper goes where the weighted majority says.
    """

    def __init__(self, lanes: int, decay: float) -> None:
        self.lanes, self.decay = lanes, decay
        self._chunks: list[Tensor] = []  # each (B, C, A), the oldest first
        self._valid: list[Tensor] = []  # each (B,)

    def due(self) -> bool:
        """Tell that a chunk is needed, as always."""
        return True

    def take(self, chunk: Tensor) -> None:
        """Keep as many chunks as can reach the present step."""
        reach = chunk.shape[1]
        self._chunks = [*self._chunks, chunk][-reach:]
        self._valid = [*self._valid, torch.ones(self.lanes, dtype=torch.bool, device=chunk.device)][-reach:]

    def follow(self) -> Tensor:
        """Return the weighted mean (B, A) of what the chunks say about this step."""
        ages = range(len(self._chunks) - 1, -1, -1)
        said = torch.stack([chunk[:, age] for chunk, age in zip(self._chunks, ages, strict=True)], dim=1)
        older = torch.tensor([self.decay * age for age in ages], device=said.device).exp()
        weight = (older * torch.stack(self._valid, dim=1)).unsqueeze(-1)
        return as_actions((weight * said).sum(1) / weight.sum(1))

    def forget(self, mask: Tensor) -> None:
        """Leave the lanes' old chunks out."""
        self._valid = [valid & ~mask.to(valid.device) for valid in self._valid]
