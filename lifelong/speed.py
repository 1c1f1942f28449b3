"""How fast a run trains."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_KEPT = 50  # updates that the rate is a mean of


class Speed:
    """Windows per second of the last updates; what happens between two stretches of training does not count.

    Args:
        windows: of the new task per update.
        clock: seconds since any moment.
    """

    def __init__(self, windows: int, clock: Callable[[], float] = time.perf_counter) -> None:
        self._windows, self._clock = windows, clock
        self._spent: deque[float] = deque(maxlen=_KEPT)
        self._last = clock()

    def start(self) -> None:
        """Begin a stretch of training."""
        self._last = self._clock()

    def update(self) -> None:
        """Count an update that has just ended."""
        now = self._clock()
        self._spent.append(now - self._last)
        self._last = now

    @property
    def rate(self) -> float:
        """Windows per second; NaN before the first update."""
        total = sum(self._spent)
        return self._windows * len(self._spent) / total if total > 0 else float("nan")
