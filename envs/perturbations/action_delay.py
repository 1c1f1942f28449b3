"""Actions arrive late."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from .perturbation import Action, Perturbation

STEPS = 4  # control steps of 50 ms


@dataclass(frozen=True)
class Change(Perturbation):
    """Lets the robot follow each action some control steps after the policy has chosen it.

    Description: until the first action arrives, the arm holds still and the fingers stay as they are.
    Magnitude: 1 delays by 4 control steps, 0.2 s; in between, whole steps, rounded up. Nothing is drawn.
    What it leaves alone: actions and their order, what is seen and when.
    """

    @property
    def memory(self) -> int:
        """The delay in control steps."""
        return math.ceil(self.magnitude * STEPS)

    def act(self, action: Action, past: Action, rng: np.random.Generator) -> Action:
        """Return the action of `memory` steps ago."""
        return np.asarray(past[-self.memory]) if self.memory else action
