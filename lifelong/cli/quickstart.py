"""The whole loop: demonstrations, training with two algorithms, evaluation, videos, a page.

perdure quickstart
perdure quickstart observation=pixels
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .shell import screen
from .shell.app import app
from .shell.progress import board

if TYPE_CHECKING:
    from .shell.launchers import Job

_FAILURES = 3  # at most so many are filmed of an algorithm


@dataclass
class Quickstart:
    """The types of the keys of `conf/quickstart.yaml`."""

    observation: dict[str, Any]
    launcher: dict[str, Any]
    suite: str
    algorithms: list[str]
    demos_per_task: int
    protocol: str
    order: Any
    seed: int
    train: list[str]
    data: str
    runs: str
    out: str
    workers: int | None


def main(words: Sequence[str]) -> None:
    """Read the knobs and do everything."""
    app(Quickstart, run, words)


def run(knobs: Quickstart) -> None:
    """Do every phase; what an earlier, interrupted call has done is not done again."""
    jobs = _training(knobs)
    folders = [_folder(job) for job in jobs]  # a wrong word is noticed here, before anything is done
    seconds: dict[str, float] = {}
    with _phase("demonstrations", seconds):
        _collect(knobs)
    with _phase("training and evaluation", seconds):
        _launch("train", jobs, knobs)
    with _phase("videos", seconds):
        _launch("render", _filming(folders), knobs)
    with _phase("page", seconds):
        _page(knobs)
    rows = [[phase, screen.duration(took)] for phase, took in seconds.items()]
    screen.table(["phase", "took"], [*rows, ["all", screen.duration(sum(seconds.values()))]])
    where = {"demonstrations": f"{knobs.data}/{knobs.suite}", "page": f"{knobs.out}/index.html"}
    where |= {f"run with {job.label}": str(folder) for job, folder in zip(jobs, folders, strict=True)}
    screen.table(["what", "where"], list(where.items()))
    screen.done(where["page"], f"xdg-open {where['page']}[/], or [bold]perdure train --help")


@contextmanager
def _phase(name: str, seconds: dict[str, float]) -> Iterator[None]:
    screen.say(f"\n[bold]{name.capitalize()}[/]")
    start = time.monotonic()
    yield
    seconds[name] = time.monotonic() - start


def _collect(knobs: Quickstart) -> None:
    from .collect import Collect
    from .collect import run as collect

    collect(
        Collect(
            observation=knobs.observation,
            suite=knobs.suite,
            tasks=None,
            demos_per_task=knobs.demos_per_task,
            out=knobs.data,
            workers=knobs.workers,
            seed=0,
            max_steps=600,
        )
    )


def _training(knobs: Quickstart) -> list[Job]:
    """Return a job of `perdure train` for each algorithm."""
    from .shell.launchers import Job

    shared = [f"{key}={value}" for key, value in knobs.observation.items() if key != "name"]
    words = [
        f"suite={knobs.suite}",
        f"observation={knobs.observation['name']}",
        *(f"observation.{word}" for word in shared),
        f"demos_per_task={knobs.demos_per_task}",
        f"protocol={knobs.protocol}",
        f"order={knobs.order}",
        f"seed={knobs.seed}",
        f"demos={knobs.data}",
        f"runs={knobs.runs}",
        *knobs.train,
    ]
    return [Job(name, (f"algorithm={name}", *words)) for name in knobs.algorithms]


def _folder(job: Job) -> Path:
    """Return where a training job's run will be."""
    from .shell.hydra_app import compose
    from .train import Train, configuration

    composed = compose("train", Train, job.words)
    assert composed is not None
    return configuration(composed.knobs).folder


def _launch(command: str, jobs: Sequence[Job], knobs: Quickstart) -> None:
    from .shell.launchers import launch, report

    launcher = {
        "processes": knobs.workers,
        **{key: value for key, value in knobs.launcher.items() if value is not None},
    }
    with board() as shown:
        outcomes = launch(command, jobs, shown, launcher)
    report(jobs, outcomes)


def _filming(folders: Sequence[Path]) -> list[Job]:
    """Return the jobs of `perdure render`: every task of the last run, and failures of the others."""
    from ..saved_run import open_run
    from .shell.launchers import Job

    *others, best = (open_run(folder) for folder in folders)
    wanted = [(best, task, 0) for task in best.stream]
    for saved in others:
        last = [line for line in saved.lines() if line.stage == saved.last and line.epoch < 0 and line.split == "test"]
        failed = {line.task: line.episode for line in reversed(last) if not line.success}
        wanted += [(saved, task, episode) for task, episode in list(failed.items())[:_FAILURES]]
    return [
        Job(f"{saved.algorithm}, task {task}", (f"run={saved.folder}", f"task={task}", f"episode={episode}"))
        for saved, task, episode in wanted
    ]


def _page(knobs: Quickstart) -> None:
    from .leaderboard import Leaderboard
    from .leaderboard import run as leaderboard

    leaderboard(Leaderboard(runs=knobs.runs, out=knobs.out))
