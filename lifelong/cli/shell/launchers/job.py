"""A job of a sweep, and how it ended."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """One run of a command.

    Attributes:
        label: what tells it from the other jobs, for people.
        words: its arguments.
    """

    label: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How a job ended.

    Attributes:
        status: of its exit; 0 is good.
        seconds: wall time [s].
        said: what it printed on stdout.
        complained: what it printed on stderr.
    """

    status: int
    seconds: float
    said: str
    complained: str

    @property
    def word(self) -> str:
        """How it ended, for people."""
        return "done" if self.status == 0 else f"failed ({self.status})"
