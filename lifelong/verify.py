"""Episodes of a run's ledger, run again from its checkpoints: does what it says come out once more?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import torch

from perdure.envs.errors import PerdureError

from .again import arena
from .backend import Backend
from .device import choose
from .ledger import AFTER_STAGE, Cell, Line
from .saved_run import SavedRun

COMPARED = ("init_state", "seed", "success", "steps", "progress")


@dataclass(frozen=True)
class Check:
    """One episode, as the ledger has it and as it went now."""

    told: Line
    found: Line

    @property
    def differs(self) -> tuple[str, ...]:
        """What is not the same, out of where the episode began and how it ended."""
        return tuple(key for key in COMPARED if getattr(self.told, key) != getattr(self.found, key))


@dataclass(frozen=True)
class Verification:
    """What came of running episodes again.

    Attributes:
        checks: in the order of the ledger.
        told: fingerprints that the ledger's episodes have.
        here: the fingerprint of this machine.
    """

    checks: Sequence[Check]
    told: tuple[str, ...]
    here: str

    @property
    def same_world(self) -> bool:
        """Whether the ledger's episodes were run with this very physics and these pictures."""
        return self.told == (self.here,)

    @property
    def wrong(self) -> list[Check]:
        """The episodes that went another way."""
        return [check for check in self.checks if check.differs]


def verify(
    saved: SavedRun,
    *,
    samples: int,
    seed: int = 0,
    workers: int = 1,
    device: str = "auto",
    progress: Callable[[int, int], None] = lambda done, total: None,
    backend: Backend | None = None,
) -> Verification:
    """Run sampled episodes again, with the policies as they were after each stage, and compare them with the ledger.

    Args:
        saved: the run.
        samples: episodes of each stage, drawn from its row of the success matrix; learning curves have no checkpoints.
        seed: of the draw.
        workers: threads that step environments.
        device: of the policy.
        progress: called with the number of finished cells and of all.
        backend: where episodes are run; None = the simulator.

    Raises:
        PerdureError: a run without checkpoints or episodes, or episodes of another protocol than its configuration's.
    """
    drawn = sample(_verifiable(saved), samples, np.random.default_rng(seed))
    cells: dict[Cell, list[Line]] = defaultdict(list)
    for line in drawn:
        cells[line.cell].append(line)
    checks = []
    with _threads(saved), arena(saved, saved.protocol, workers, backend) as opened:
        for done, (cell, lines) in enumerate(cells.items()):
            progress(done, len(cells))
            policy = saved.policy(cell.stage, cell.task, str(choose(device)), opened.instruction(cell))
            numbers = [line.episode for line in lines]
            found = opened.repeat(policy, cell, numbers=numbers, run=lines[0].run)
            checks += [Check(line, again) for line, again in zip(lines, found, strict=True)]
        progress(len(cells), len(cells))
        return Verification(checks, tuple(sorted({line.fingerprint for line in drawn})), opened.fingerprint)


def sample(lines: Sequence[Line], samples: int, rng: np.random.Generator) -> list[Line]:
    """Return up to `samples` lines of each stage, drawn without repetition, in their order."""
    stages: dict[int, list[int]] = defaultdict(list)
    for place, line in enumerate(lines):
        stages[line.stage].append(place)
    drawn = [rng.choice(places, min(samples, len(places)), replace=False) for places in stages.values()]
    return [lines[place] for place in sorted(int(place) for places in drawn for place in places)]


def _verifiable(saved: SavedRun) -> list[Line]:
    """Return the lines of the success matrix whose policies are still there."""
    last = saved.last
    lines = [line for line in saved.lines() if line.epoch == AFTER_STAGE and line.stage <= last]
    if not lines:
        raise PerdureError(f"'{saved.folder}' has no episodes of its success matrix yet.")
    if others := {line.protocol for line in lines} - {saved.protocol.hash}:
        raise PerdureError(
            f"The ledger of '{saved.folder}' has episodes of the protocol {others.pop()}, but its config.yaml says "
            f"{saved.protocol.hash} ({saved.protocol.name}): one of the two was changed."
        )
    return lines


@contextmanager
def _threads(saved: SavedRun) -> Iterator[None]:
    """Give torch as many threads as it had in the run, since another number may round differently."""
    before = torch.get_num_threads()
    torch.set_num_threads(int(saved.config.get("threads", 1)))
    try:
        yield
    finally:
        torch.set_num_threads(before)
