"""Disturbances of the executed action, so that the demonstrations show how to come back (DART, arXiv 1703.09327)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Noise:
    """Random pushes in short bursts; the gripper's command is never touched.

    Attributes:
        scale: standard deviation of each of the 6 pose dimensions, in action units (1 = 0.05 m, 0.5 rad per step).
        share: expected share of the steps that are disturbed, in [0, 1).
        burst: mean length of a burst in steps; one push is drawn per burst and held, so that it adds up.
    """

    scale: float = 0.15
    share: float = 0.15
    burst: float = 4.0

    def pushes(self, rng: np.random.Generator) -> Iterator[NDArray[np.float64]]:
        """Yield one push (7,) per step, for ever."""
        start = self.share / ((1 - self.share) * self.burst)
        push, pushing = np.zeros(7), False
        while True:
            pushing = bool(rng.random() >= 1 / self.burst) if pushing else self._begins(rng, start)
            if not pushing:
                push = np.zeros(7)
            elif not push.any():
                push = np.append(rng.normal(0.0, self.scale, 6), 0.0)
            yield push

    def _begins(self, rng: np.random.Generator, probability: float) -> bool:
        return bool(rng.random() < probability)


NOISE = Noise()
"""The usual disturbance."""
QUIET = Noise(scale=0.0, share=0.0)
"""None."""
