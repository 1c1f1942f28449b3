"""Which attempt comes next, so that the kept set doesn't depend on who finishes first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

GRACE = 30
"""Attempts that every task is given."""
LEAST_YIELD = 0.1
"""A task whose share of successes is below this after GRACE attempts is given up."""


class Done(NamedTuple):
    """A finished attempt: `reason` is '' when it was kept."""

    reason: str
    steps: int
    seconds: float = 0.0


@dataclass
class Plan:
    """The attempts 0, 1, 2, ... at one task; the first `wanted` successes by number are kept.

    Attributes:
        wanted: demonstrations asked for.
        done: attempt -> what became of it.
        running: attempts in some worker now.
    """

    wanted: int
    done: dict[int, Done] = field(default_factory=dict)
    running: set[int] = field(default_factory=set)

    def next(self) -> int | None:
        """Return the lowest attempt worth beginning, or None when those done and running may be enough.

        Nothing is begun that a success of the running ones would make superfluous.
        """
        attempt = hopeful = 0
        while not self._enough(attempt, hopeful):
            known = self.done.get(attempt)
            if known is None and attempt not in self.running:
                return attempt
            hopeful += known is None or not known.reason
            attempt += 1
        return None

    def successes(self) -> int:
        """Count the kept attempts so far, in whatever order they came."""
        return sum(not done.reason for done in self.done.values())

    def finished(self) -> bool:
        """Tell whether nothing is left to do."""
        return not self.running and self.next() is None

    def decided(self) -> Iterator[tuple[int, Done]]:
        """Yield the attempts that count, in order: all up to the last one kept, or to where the task was given up."""
        attempt = kept = 0
        while attempt in self.done and not self._enough(attempt, kept):
            yield attempt, self.done[attempt]
            kept += not self.done[attempt].reason
            attempt += 1

    def kept(self) -> list[int]:
        """Return the attempts that become demo_0, demo_1, ..."""
        return [attempt for attempt, done in self.decided() if not done.reason]

    def _enough(self, tried: int, kept: int) -> bool:
        return kept == self.wanted or (tried >= GRACE and kept < LEAST_YIELD * tried)
