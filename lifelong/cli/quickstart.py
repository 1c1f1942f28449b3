"""The whole loop: demonstrations, training with two algorithms, evaluation, videos, a page.

perdure quickstart
perdure quickstart observation=pixels updates=2000
perdure quickstart algorithms=all

It also takes every key of `perdure train`.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .shell import screen, study
from .shell.app import app
from .shell.flags import key, split
from .shell.progress import board

if TYPE_CHECKING:
    from .shell.launchers import Job
    from .train import Train


@dataclass
class Quickstart:
    """The types of the keys of `conf/quickstart.yaml`."""

    algorithms: list[str]
    out: str


def main(words: Sequence[str]) -> None:
    """Read the knobs and do everything."""
    overrides, flags = split([study.listed(word) for word in words])
    own = [word for word in overrides if key(word) in Quickstart.__dataclass_fields__]
    rest = [word for word in overrides if word not in own]

    def start(knobs: Quickstart) -> None:
        run(knobs, [*rest, *flags])

    app(Quickstart, start, [*own, *flags])


def run(knobs: Quickstart, words: Sequence[str]) -> None:
    """Do every phase; what an earlier, interrupted call has done is not done again.

    Args:
        knobs: what is special to this command.
        words: what every `perdure train` gets.
    """
    from perdure.envs import load_suite

    from .train import configuration

    algorithms = study.chosen(knobs.algorithms)
    trainings = {name: study.training([f"algorithm={name}", *words], "quickstart") for name in algorithms}
    configs = {name: configuration(training) for name, training in trainings.items()}
    folders = {name: config.folder for name, config in configs.items()}
    first = trainings[algorithms[0]]
    load_suite(first.suite)
    seconds: dict[str, float] = {}
    with _phase("demonstrations", seconds):
        study.demonstrations(configs[algorithms[0]], _processes(first))
    with _phase("training and evaluation", seconds):
        _launch("train", [_job(name, f"algorithm={name}", *words) for name in folders], first)
    with _phase("videos", seconds):
        _launch("render", _filming(folders), first)
    with _phase("page", seconds):
        _page(first.runs, knobs.out)
    _summary(seconds, first, folders, knobs.out)


@contextmanager
def _phase(name: str, seconds: dict[str, float]) -> Iterator[None]:
    screen.say(f"\n[bold]{name.capitalize()}[/]")
    start = time.monotonic()
    yield
    seconds[name] = time.monotonic() - start


def _processes(training: Train) -> int:
    return training.launcher.get("processes") or os.cpu_count() or 1


def _job(label: str, *words: str) -> Job:
    from .shell.launchers import Job

    return Job(label, words)


def _launch(command: str, jobs: Sequence[Job], training: Train) -> None:
    from .shell.launchers import launch, report

    with board() as shown:
        outcomes = launch(command, jobs, shown, training.launcher)
    report(jobs, outcomes, said=False)


def _filming(folders: Mapping[str, Path]) -> list[Job]:
    """Return the jobs of `perdure render`: every task of the last run, and where the others have failed."""
    from ..ledger import AFTER_STAGE
    from ..saved_run import open_run

    jobs = []
    for name, folder in folders.items():
        saved = open_run(folder)
        row = saved.last, AFTER_STAGE, saved.protocol.test_split
        last = [line for line in saved.lines() if (line.stage, line.epoch, line.split) == row]
        best = folder == [*folders.values()][-1] or all(line.success for line in last)
        jobs.append(_job(f"videos of {name}", f"run={folder}", f"episode={0 if best else 'failed'}"))
    return jobs


def _page(runs: str, out: str) -> None:
    from ..leaderboard import build, table

    build(Path(runs), Path(out))
    screen.console().print(table(Path(runs)))


def _summary(seconds: dict[str, float], training: Train, folders: dict[str, Path], out: str) -> None:
    rows = [[phase, screen.duration(took)] for phase, took in seconds.items()]
    screen.table(["phase", "took"], [*rows, ["all", screen.duration(sum(seconds.values()))]])
    where = {"demonstrations": f"{training.demos}/{training.suite}"}
    where |= {f"run with {name}": str(folder) for name, folder in folders.items()}
    where |= {"page": f"{out}/index.html", "videos": f"{out}/videos"}
    screen.table(["what", "where"], list(where.items()))
    screen.done(where["page"], f"xdg-open {where['page']}[/], or [bold]perdure train --help")
