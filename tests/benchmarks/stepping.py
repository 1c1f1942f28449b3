"""Timing the steps of something that is stepped."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

STEPS = 150  # of an episode, as many as a task may take
Seen = dict[str, Any]


def stepping(
    begin: Callable[[], Seen], step: Callable[[NDArray[np.float32]], Seen], episodes: int, lanes: int = 0
) -> Callable[[], float]:
    """Return what measures control steps per second over some episodes with small random actions.

    Args:
        begin: starts an episode and returns what is seen.
        step: follows an action (7,), or (lanes, 7) if there are lanes, and returns what is seen.
        episodes: in a round.
        lanes: that step together; 0 if there is but one environment.
    """
    shape = (STEPS, lanes, 7) if lanes else (STEPS, 7)
    actions = np.random.default_rng(0).uniform(-0.4, 0.4, shape).astype(np.float32)

    def measure() -> float:
        spent = 0.0
        for _ in range(episodes):
            first = begin()
            start = time.perf_counter()
            for action in actions:
                seen = step(action)
            spent += time.perf_counter() - start
            _check(first, seen)
        return episodes * STEPS * max(lanes, 1) / spent

    return measure


def _check(first: Seen, last: Seen) -> None:
    """Make sure that something moved and was drawn."""
    for key in {"proprio", "agentview", "eye_in_hand"} & set(first):
        assert not np.array_equal(first[key], last[key]), f"'{key}' does not change"
        assert np.isfinite(last[key]).all(), f"'{key}' is not finite"
        assert key == "proprio" or np.std(last[key]) > 10, f"'{key}' is empty"
