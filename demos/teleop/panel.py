"""Where the page and the loop meet: the loop shows, the page reports. Safe between threads."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import Condition
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .inputs.raw import Raw

PATIENCE = 0.3
"""A report older than this [s] no longer moves the arm."""
_REST = Raw()
_MOST = 64

Frame = NDArray[np.uint8]


class Panel:
    """Holds the newest picture, status and observation for the page, and the operator's newest report for the loop.

    Args:
        clock: for tests.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = Condition()
        self._raw, self._when = _REST, -PATIENCE
        self._pressed: list[str] = []
        self._status: Mapping[str, Any] = {}
        self._observation: Mapping[str, Any] = {}
        self._frame: Frame = np.zeros((1, 2, 3), np.uint8)
        self._number = 0

    # The page's side --------------------------------------------------------------------------------------------------

    def report(self, raw: Raw) -> None:
        """Take a report of the operator's input."""
        with self._changed:
            self._raw, self._when = raw, self._clock()
            self._pressed = [*self._pressed, *raw.pressed][-_MOST:]

    def status(self) -> Mapping[str, Any]:
        """Return where the session stands."""
        with self._changed:
            return self._status

    def observation(self) -> Mapping[str, Any]:
        """Return the world in numbers."""
        with self._changed:
            return self._observation

    def picture(self, after: int, patience: float) -> tuple[int, Frame] | None:
        """Wait for a picture with a number above `after`; return number and picture, or None after `patience` [s]."""
        with self._changed:
            if self._changed.wait_for(lambda: self._number > after, patience):
                return self._number, self._frame
            return None

    # The loop's side --------------------------------------------------------------------------------------------------

    def hands(self) -> Raw:
        """Return the newest report, or one of hands at rest when it is older than `PATIENCE`."""
        with self._changed:
            return self._raw if self._clock() - self._when < PATIENCE else _REST

    def presses(self) -> list[str]:
        """Return what has been pressed since the last call."""
        with self._changed:
            pressed, self._pressed = self._pressed, []
            return pressed

    def show(self, status: Mapping[str, Any], observation: Mapping[str, Any]) -> None:
        """Replace status and observation."""
        with self._changed:
            self._status, self._observation = status, observation

    def show_picture(self, frame: Frame) -> None:
        """Replace the picture (H, W, 3)."""
        with self._changed:
            self._number, self._frame = self._number + 1, frame
            self._changed.notify_all()
