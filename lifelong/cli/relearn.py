"""See how fast forgotten skills come back: train a finished run on its old tasks again, and from scratch.

perdure relearn run=runs/goal/<name>
perdure relearn run=runs/goal/<name> task=[0,3] updates=400 workers=2

What has been measured is not measured again.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from perdure.envs.errors import PerdureError

from .shell import screen
from .shell.app import app
from .shell.progress import Event, board

if TYPE_CHECKING:
    from ..relearn import Settings
    from ..saved_run import SavedRun


@dataclass
class Relearn:
    """The types of the keys of `conf/relearn.yaml`."""

    run: str
    task: Any
    updates: int | None
    first: int
    share: float
    episodes: int | None
    split: str
    demos: str | None
    workers: int
    device: str


def main(words: Sequence[str]) -> None:
    """Read the knobs and relearn."""
    app(Relearn, run, words)


def run(knobs: Relearn) -> None:
    """Train and measure what is missing, print the table and write the report."""
    from ..relearn.configuration import configuration
    from ..relearn.training import asked, relearn
    from ..saved_run import open_run

    if not 0 < knobs.share <= 1:
        raise PerdureError(f"share={knobs.share} must be above 0 and at most 1.")
    saved = open_run(Path(knobs.run))
    config = configuration(saved, knobs.demos, knobs.device)
    tasks, settings = asked(saved, _listed(knobs.task)), _settings(saved, config.schedule.updates, knobs)
    with board() as shown:
        relearn(
            saved,
            config,
            settings,
            tasks,
            workers=knobs.workers,
            progress=lambda done, total, note: shown.show(Event("relearning", done, total, note)),
        )
    _report(saved, settings, knobs.share)


def _listed(task: Any) -> list[int] | None:
    """Return the tasks of a knob.

    Raises:
        PerdureError: not numbers.
    """
    listed = [task] if isinstance(task, int) else task
    if listed is None or (isinstance(listed, list) and all(isinstance(each, int) for each in listed)):
        return listed
    raise PerdureError(f"task={task} is neither a task's number nor numbers as in task=[0,3].")


def _settings(saved: SavedRun, updates: int, knobs: Relearn) -> Settings:
    from ..relearn import Settings

    protocol = saved.protocol
    if knobs.episodes is not None:
        protocol = protocol.changed(curve_episodes=knobs.episodes)
    return Settings(protocol, updates if knobs.updates is None else knobs.updates, knobs.first, knobs.split)


def _report(saved: SavedRun, settings: Settings, share: float) -> None:
    """Print and write what the ledgers say, of tasks of earlier calls too."""
    from perdure.envs import load_suite

    from ..ledger import Ledger
    from ..relearn import Arm, ledger, numbers, write

    protocol, split = settings.protocol, settings.split
    again, scratch = (Ledger(ledger(saved.folder, protocol.name, split, arm)).read() for arm in Arm)
    tasks = numbers(again, scratch, saved.stream, split, share)
    told = {task: each.instruction for task, each in enumerate(load_suite(saved.suite).tasks)}
    facts: dict[str, Any] = {
        "run": saved.folder.name,
        "suite": saved.suite,
        "algorithm": saved.algorithm,
        "split": split,
    }
    facts |= {"protocol": f"{protocol.name} {protocol.hash}", "share": share, "updates": settings.updates}
    page = saved.folder / "evaluations" / f"relearn-{protocol.name}-{split}.html"
    found = write(facts, tasks, told, page)
    heads = ["task", "instruction", "learned", "at the end", f"updates to {share:.0%}", "from scratch", "saving"]
    screen.table(heads, [_row(task, told) for task in tasks], "Relearning")
    screen.say(f"recovery {_number(found['recovery'])}  dormancy {_number(found['dormancy'])}")
    screen.done(str(page), f"perdure metrics runs={saved.folder}")


def _row(task: Mapping[str, Any], told: Mapping[int, str]) -> list[str]:
    rates = [_number(task[key]) for key in ("learned", "end")]
    steps = [_steps(task[key], task["steps"][-1]) for key in ("recovery_steps", "first_steps")]
    return [f"task {task['task']}", told[task["task"]], *rates, *steps, _number(task["saving"])]


def _steps(steps: float, most: int) -> str:
    return "" if math.isnan(steps) else f"not within {most}" if math.isinf(steps) else f"{steps:.0f}"


def _number(value: float) -> str:
    return f"{value:.2f}" if math.isfinite(value) else "-"
