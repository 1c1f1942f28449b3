"""What relearning is measured with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from perdure.envs.errors import PerdureError, UnknownNameError

from ..ledger import beside
from ..protocol import Protocol

SPLITS = ("val", "test")
SHARE = 0.95


class Arm(Enum):
    """Which weights a task is learned from."""

    AGAIN = "relearn"  # those of the run's end, as they act on the task
    SCRATCH = "scratch"  # those that the run began with


@dataclass(frozen=True)
class Settings:
    """How relearning is measured.

    Attributes:
        protocol: how success is; `curve_episodes` of it are for each point.
        updates: most.
        first: updates at the first point after 0; each later point has twice those of the one before.
        split: stored states.
    """

    protocol: Protocol
    updates: int
    first: int = 10
    split: str = "val"

    def __post_init__(self) -> None:
        for name in ("updates", "first"):
            if getattr(self, name) < 1:
                raise PerdureError(f"{name}={getattr(self, name)} must be at least 1.")
        if self.split not in SPLITS:
            raise UnknownNameError("split", self.split, SPLITS)

    @property
    def points(self) -> list[int]:
        """The updates after which success is measured: 0, `first`, twice that, ..., `updates`."""
        points, step = [0], self.first
        while step < self.updates:
            points.append(step)
            step *= 2
        return [*points, self.updates]


def ledger(run: Path, protocol: str, split: str, arm: Arm) -> Path:
    """Return where the episodes of an arm lie in a run's folder.

    A line's stage is the task's position in the stream, its epoch the updates since the arm's first weights; epoch -1
    is the run's own policy right after the task's stage.
    """
    return beside(run, protocol, split, arm.value)
