"""Evaluate a run's policies again, under another protocol or perturbations; what has been done is not done again.

perdure evaluate run=runs/quickstart/<name> protocol=perdure-v1 stage=all workers=2
perdure evaluate run=runs/quickstart/<name> perturbation=all stage=all
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perdure.envs.errors import PerdureError

from .shell import screen
from .shell.app import app
from .shell.progress import Board, Event, board

if TYPE_CHECKING:
    from ..ledger import Line
    from ..matrix import Counts
    from ..protocol import Protocol
    from ..saved_run import SavedRun


@dataclass
class Evaluate:
    """The types of the keys of `conf/evaluate.yaml`."""

    run: str
    protocol: str | None
    stage: str
    split: str
    perturbation: Any
    episodes: int | None
    out: str | None
    workers: int
    device: str


def main(words: Sequence[str]) -> None:
    """Read the knobs and evaluate."""
    app(Evaluate, run, words)


def run(knobs: Evaluate) -> None:
    """Evaluate and print success with its intervals; of several perturbations, write how they compare.

    Raises:
        PerdureError: a perturbation or protocol that can't be; nothing has been done then.
    """
    from ..matrix import matrix
    from ..retention import asked
    from ..saved_run import open_run
    from .shell.outcome import intervals

    saved = open_run(Path(knobs.run))
    protocol = _protocol(saved, knobs)
    wanted = asked(knobs.perturbation, saved.observation)
    if knobs.out and len(wanted) > 1:
        raise PerdureError(
            "out= is for one perturbation; several have a ledger each, in the run's folder evaluations/."
        )
    with board() as shown:
        lines = {name: _lines(saved, knobs, protocol, name, shown) for name in wanted}
    counts = {name: matrix(lines[name], saved.stream, knobs.split, name) for name in wanted}
    if len(wanted) > 1:
        _compare(saved, knobs, protocol, counts)
        return
    intervals(counts[wanted[0]], saved.stream)
    screen.done(str(_ledger(saved, knobs, protocol, wanted[0])), f"perdure render run={saved.folder}")


def _protocol(saved: SavedRun, knobs: Evaluate) -> Protocol:
    from ..protocol import load

    protocol = load(knobs.protocol) if knobs.protocol else saved.protocol
    if knobs.episodes is None:
        return protocol
    return protocol.changed(episodes=knobs.episodes, final_episodes=knobs.episodes)


def _ledger(saved: SavedRun, knobs: Evaluate, protocol: Protocol, perturbation: str) -> Path:
    from ..ledger import beside

    return Path(knobs.out) if knobs.out else beside(saved.folder, protocol.name, knobs.split, perturbation)


def _lines(saved: SavedRun, knobs: Evaluate, protocol: Protocol, perturbation: str, shown: Board) -> list[Line]:
    """Evaluate what the ledger of a perturbation lacks and return its lines of the stages that are asked for."""
    from ..again import again

    stages = saved.stages(knobs.stage)
    lines = again(
        saved,
        _ledger(saved, knobs, protocol, perturbation),
        protocol=protocol,
        stages=stages,
        split=knobs.split,
        perturbation=perturbation,
        workers=knobs.workers,
        device=knobs.device,
        progress=lambda done, total: shown.show(Event(perturbation, done, total, f"{done} of {total} cells")),
    )
    return [line for line in lines if line.stage in stages]


def _compare(saved: SavedRun, knobs: Evaluate, protocol: Protocol, matrices: Mapping[str, Counts]) -> None:
    """Write the comparison of perturbations and print its table."""
    from perdure.envs import load_suite

    from ..retention import About, worst, write

    tasks = load_suite(saved.suite).tasks
    facts = {"suite": saved.suite, "algorithm": saved.algorithm, "observation": saved.observation}
    facts |= {"run": saved.folder.name, "protocol": f"{protocol.name} {protocol.hash}", "split": knobs.split}
    about = About(facts, saved.stream, [tasks[task].instruction for task in saved.stream])
    page = saved.folder / "evaluations" / f"retention-{protocol.name}-{knobs.split}.html"
    found = write(about, matrices, page)
    rows = [_row(name, found[name]) for name in ["none", *worst(found)]]
    screen.table(["world", "ACC", "of the clean ACC", "learned", "kept of it", "NBT"], rows, "Perturbations")
    screen.done(str(page), f"xdg-open {page}")


def _row(name: str, one: Mapping[str, Any]) -> list[str]:
    acc = f"{one['acc']:.2f} ({one['low']:.2f} to {one['high']:.2f})"
    return [name, acc, *("" if isnan(one[key]) else f"{one[key]:.2f}" for key in ("share", "learned", "kept", "nbt"))]
