"""Noticing that one does not get on."""

from __future__ import annotations

LONGEST = 25  # control steps without getting closer, before giving up
_PROGRESS = 0.001  # what counts as closer [m]
EASE = 0.0005  # how much less exact one gets to be, per step of waiting [m]


class Patience:
    """How long the distance that is left has not shrunk.

    Args:
        ease: how much less exact one gets to be, per step of waiting [m].
    """

    def __init__(self, ease: float = EASE) -> None:
        self._best, self._waited, self._ease = float("inf"), 0, ease

    def note(self, left: float) -> None:
        """Take note of the distance left now [m]."""
        if left < self._best - _PROGRESS:
            self._best, self._waited = left, 0
        else:
            self._waited += 1

    @property
    def exhausted(self) -> bool:
        """Whether it has not shrunk for too long."""
        return self._waited > LONGEST

    def eased(self, near: float) -> float:
        """Return a tolerance that grows with the wait: under lasting disturbance nothing is reached exactly."""
        return near + self._ease * self._waited
