"""The perturbations of one episode, step by step."""

from __future__ import annotations

import hashlib

import numpy as np

from ..pose import Array
from .changes import Changes
from .perturbation import Action, Seen


class Episode:
    """Changes what is seen and told in one episode; without changes it hands everything through.

    What happens in a step depends on the episode's key and the step's number, so that the state is small and a
    restored episode goes the same way.

    Attributes:
        changes: of the task.
        key: of the episode; two of the same key are perturbed alike.
    """

    def __init__(self, changes: Changes) -> None:
        self.changes, self.key, self._step = changes, 0, 0
        self._past: Array = np.zeros((changes.memory, 7))

    def start(self, *words: object) -> None:
        """Begin the episode that these words name."""
        digest = hashlib.sha256("/".join(map(str, words)).encode()).digest()
        self.key, self._step = int.from_bytes(digest[:6], "little"), 0  # 48 bits: a float of the state keeps them
        self._past[:] = 0.0

    def command(self, action: Action) -> Action:
        """Return what the robot is told in the next step, when the policy wants an action (7,)."""
        if not self.changes.parts or np.shape(action) != (7,) or not np.isfinite(action).all():
            return action  # what is no action, the simulation refuses
        told = self.changes.act(action, self._past.copy(), self.key, self._step)
        self._step += 1
        if len(self._past):
            self._past[:-1], self._past[-1] = self._past[1:].copy(), action
        return told

    def see(self, seen: Seen) -> Seen:
        """Return what the policy sees now."""
        return self.changes.observe(seen, self.key, self._step) if self.changes.parts else seen

    def get_state(self) -> Array:
        """Return all that the future depends on (n,); nothing without changes."""
        return np.array([self.key, self._step, *self._past.ravel()], np.float64) if self.changes.parts else np.empty(0)

    def set_state(self, state: Array) -> None:
        """Restore a state of `get_state`."""
        if self.changes.parts:
            self.key, self._step = int(state[0]), int(state[1])
            self._past[:] = state[2:].reshape(self._past.shape)
