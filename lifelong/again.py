"""Evaluating the checkpoints of a run again, into a ledger of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from perdure.envs.errors import PerdureError

from .arena import Arena
from .backend import Backend
from .device import choose
from .ledger import AFTER_STAGE, Cell, Ledger, Line
from .protocol import Protocol
from .saved_run import SavedRun


def again(
    saved: SavedRun,
    ledger: Path,
    *,
    protocol: Protocol,
    stages: Sequence[int],
    split: str = "test",
    perturbation: str = "none",
    workers: int = 1,
    device: str = "auto",
    progress: Callable[[int, int], None] = lambda done, total: None,
    backend: Backend | None = None,
) -> list[Line]:
    """Evaluate the policies as they were after some stages and return all lines of the ledger.

    Cells that the ledger has are not evaluated again; a half one is.

    Args:
        saved: the run.
        ledger: the file to add to.
        protocol: how success is measured; the tasks and episodes of each row are what it says.
        stages: positions in the stream.
        split: stored states.
        perturbation: what is changed in the world, in its canonical text.
        workers: threads that step environments.
        device: of the policy.
        progress: called with the number of finished cells and of all.
        backend: where episodes are run; None = the simulator.

    Raises:
        PerdureError: a checkpoint that is not there, or a ledger of another protocol or another world.
    """
    length, file = len(saved.stream), Ledger(ledger)
    check(file, "protocol", protocol.hash)
    cells = [
        (Cell(stage, AFTER_STAGE, saved.stream[position], split, perturbation), protocol.episodes_at(stage, length))
        for stage in stages
        for position in protocol.columns(stage, length)
    ]
    with arena(saved, protocol, workers, backend) as opened:
        check(file, "fingerprint", opened.fingerprint)
        for done, (cell, wanted) in enumerate(cells):
            progress(done, len(cells))
            if not file.resume(cell, wanted):
                policy = saved.policy(cell.stage, cell.task, str(choose(device)), opened.instruction(cell))
                file.append(opened.evaluate(policy, cell, episodes=wanted, run=saved.folder.name))
        progress(len(cells), len(cells))
    return file.read()


def arena(saved: SavedRun, protocol: Protocol, workers: int, backend: Backend | None) -> Arena:
    """Return the world that a run's policies were trained for."""
    return Arena(
        saved.suite,
        protocol,
        workers=workers,
        observation=saved.observation,
        image_size=saved.image_size,
        renderer=saved.renderer,
        robot=saved.robot,
        seed=saved.seed,
        backend=backend,
    )


def check(file: Ledger, what: str, value: str) -> None:
    """Make sure that a ledger holds nothing of another `protocol` or `fingerprint`.

    Raises:
        PerdureError: it does.
    """
    if others := {getattr(line, what) for line in file.read()} - {value}:
        raise PerdureError(
            f"'{file.path}' holds episodes of another {what} ({others.pop()}, not {value}); choose another out=, or "
            "remove it."
        )
