"""Make demonstrations with the scripted expert: parallel, resumable, one HDF5 file per task.

perdure collect suite=quickstart demos_per_task=30 workers=2 out=data
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from perdure.envs.errors import PerdureError

from .shell import screen
from .shell.app import app
from .shell.progress import Board, Event, board

if TYPE_CHECKING:
    from perdure.demos.collect import Progress, Update
    from perdure.demos.report import Report, TaskReport


@dataclass
class Collect:
    """The types of the keys of `conf/collect.yaml`."""

    observation: dict[str, Any]
    suite: str
    robot: str
    tasks: list[int] | None
    demos_per_task: int
    out: str
    workers: int | None
    seed: int
    max_steps: int


def main(words: Sequence[str]) -> None:
    """Read the knobs and collect."""
    app(Collect, run, words)


def run(knobs: Collect) -> None:
    """Collect, and say where the demonstrations are."""
    report = gather(knobs)
    robot = "" if knobs.robot == "panda" else f" robot={knobs.robot}"
    screen.done(f"{knobs.out}/{report.suite}", f"perdure train suite={report.suite}{robot} demos={knobs.out}")


def gather(knobs: Collect) -> Report:
    """Collect and print the yield.

    Raises:
        PerdureError: not all demonstrations could be made; what was made is kept.
    """
    from perdure.demos.collect import collect

    return watched(
        lambda progress: collect(
            knobs.suite,
            knobs.out,
            knobs.demos_per_task,
            knobs.workers or os.cpu_count() or 1,
            knobs.seed,
            knobs.observation["name"],
            knobs.observation.get("image_size", 128),
            progress,
            renderer=knobs.observation.get("renderer", "raster"),
            robot=knobs.robot,
            tasks=knobs.tasks,
            max_steps=knobs.max_steps,
        ),
        knobs.tasks,
    )


def watched(make: Callable[[Progress], Report], tasks: list[int] | None) -> Report:
    """Show how a collection gets on, then print its yield.

    Args:
        make: collects, telling how it gets on.
        tasks: indices of what was asked for, None for all.

    Raises:
        PerdureError: not all demonstrations could be made; what was made is kept.
    """
    start = time.monotonic()
    with board() as shown:
        report = make(lambda update: _show(shown, update))
    wanted = _chosen(report, tasks)
    yields(wanted)
    screen.say(f"It took {screen.duration(time.monotonic() - start)}.")
    for task in wanted:
        if task.kept < task.wanted:
            raise PerdureError(
                f"Task '{task.task}' has only {task.kept} of {task.wanted} demonstrations after {task.tried} attempts."
            )
    return report


def yields(tasks: Sequence[TaskReport]) -> None:
    """Print the yield report, and below it why attempts were rejected."""
    rows = []
    for task in tasks:
        steps = "{} / {:.0f} / {}".format(*task.length)
        rows.append([task.task, task.kept, task.tried, f"{100 * task.success:.0f} %", steps, task.seconds])
    screen.table(["task", "kept", "tried", "yield", "steps", "seconds"], rows)
    screen.say(
        "Steps are those of the shortest, median and longest demonstration; seconds are of work in all processes."
    )
    for task in tasks:
        for reason, count in task.rejections.items():
            screen.say(f"{task.task}: {count} rejected, {reason}")


def _chosen(report: Report, tasks: list[int] | None) -> list[TaskReport]:
    """Leave out what only an earlier collection was about."""
    from perdure.envs import load_suite

    if tasks is None:
        return list(report.tasks)
    names = {load_suite(report.suite).tasks[index].name for index in tasks}
    return [task for task in report.tasks if task.task in names]


def _show(shown: Board, update: Update) -> None:
    rate = f"yield {100 * update.kept / update.tried:.0f} %" if update.tried else ""
    note = f"{update.kept} of {update.wanted}, {update.tried} tried, {rate}"
    shown.show(Event(update.task, update.kept, update.wanted, note))
    shown.show(Event("all tasks", update.total_kept, update.total_wanted))
