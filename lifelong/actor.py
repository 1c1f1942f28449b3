"""Who acts on lanes: one of our policies, or one that lives elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from perdure.policies import Batch, Dice, Policy

Observe = Callable[[Mapping[str, Any]], Batch]


class Actor(Protocol):
    """Whatever acts on lanes: one of our policies, or one that lives elsewhere."""

    def act(self, observation: Mapping[str, Any], busy: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return an action for every lane (lanes, A); on a lane that is not busy it is thrown away."""

    def reset(self, mask: NDArray[np.bool_] | None = None) -> None:
        """Forget the past of the lanes in the mask, or of all."""


class Seeing:
    """One of our policies as an actor: it always sees all lanes, busy or not.

    Args:
        policy: what acts.
        observe: makes a batch of what the environments show.
        seeds: of each lane's episodes, in their order: actions are drawn; None = the most likely ones are taken.
    """

    def __init__(self, policy: Policy, observe: Observe, seeds: Sequence[Sequence[int]] | None = None) -> None:
        self._policy, self._observe, self._seeds = policy, observe, seeds
        self._dice: Dice | None = None
        self._next: list[Iterator[int]] = []

    def act(self, observation: Mapping[str, Any], busy: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return the policy's actions (lanes, A)."""
        actions: NDArray[np.float32] = self._policy.act(self._observe(observation), self._dice).cpu().numpy()
        if self._dice is not None:
            self._dice.turn()
        return actions

    def reset(self, mask: NDArray[np.bool_] | None = None) -> None:
        """Forget the past of the lanes in the mask, or of all and begin with their first episodes."""
        self._policy.reset(None if mask is None else torch.from_numpy(mask))
        if self._seeds is None:
            return
        if mask is None or self._dice is None:
            mask, self._dice = np.ones(len(self._seeds), bool), Dice(len(self._seeds))
            self._next = [iter(seeds) for seeds in self._seeds]
        for lane in np.flatnonzero(mask):
            self._dice.begin(int(lane), next(self._next[lane], 0))
