"""What a windowed policy remembers while it acts, lane by lane."""

from __future__ import annotations

import torch
from torch import Tensor

from .errors import PolicyError


class LaneMemory:
    """The features of the last T steps and the rest of the action chunk under way, for every lane."""

    def __init__(self, lanes: int, history: int) -> None:
        self.lanes, self.history = lanes, history
        self._features: Tensor | None = None  # (B, T, D), the newest last
        self._valid = torch.zeros(lanes, 0, dtype=torch.bool)
        self._plan: Tensor | None = None  # (B, C, A)
        self._next = torch.zeros(lanes, dtype=torch.long)  # next entry of the plan; 0 = a new plan is due

    def push(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """Add one step's features (B, 1, D); return the window (B, <= T, D) and its validity (B, <= T)."""
        now = torch.ones(self.lanes, 1, dtype=torch.bool, device=features.device)
        valid = torch.cat([self._valid.to(features.device), now], dim=1)
        past = features if self._features is None else torch.cat([self._features, features], dim=1)
        self._features, self._valid = past[:, -self.history :], valid[:, -self.history :]
        return self._features, self._valid

    def due(self, lanes: int) -> bool:
        """Tell whether any lane needs a new plan; there must be as many as before."""
        if lanes != self.lanes:
            raise PolicyError(f"act() got {lanes} lanes but remembers {self.lanes}; call reset() first.")
        return bool((self._next == 0).any())

    def plan(self, plan: Tensor) -> None:
        """Take up new plans (B, C, A) in the lanes that need one."""
        due = (self._next == 0).to(plan.device)
        self._plan = plan if self._plan is None else torch.where(due[:, None, None], plan, self._plan)

    def follow(self, execute: int) -> Tensor:
        """Return the next action (B, A) of every lane's plan; after `execute` of them a new one is due."""
        assert self._plan is not None
        action = self._plan[torch.arange(self.lanes), self._next]
        self._next = (self._next + 1) % execute
        return action

    def forget(self, mask: Tensor) -> None:
        """Make the lanes where mask (B,) is True start afresh."""
        mask = mask.to(torch.bool)
        self._valid = self._valid & ~mask.to(self._valid.device)[:, None]
        self._next = torch.where(mask.cpu(), 0, self._next)
