"""The yield report: how often the expert succeeded, and why it did not."""

from __future__ import annotations

import json
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from perdure.envs.errors import PerdureError

from .atomic import replacing
from .plan import Done


@dataclass(frozen=True)
class TaskReport:
    """One task's yield.

    Attributes:
        task: its name.
        file: where the demonstrations are.
        wanted, kept, tried: counts; `kept` is below `wanted` when the task was given up.
        rejections: reason -> count.
        length: shortest, median and longest kept episode [steps]; zeros when there is none.
        seconds: working time of all attempts together.
    """

    task: str
    file: str
    wanted: int
    kept: int
    tried: int
    rejections: dict[str, int]
    length: tuple[int, float, int]
    seconds: float

    @property
    def success(self) -> float:
        """Share of the attempts that were kept."""
        return self.kept / self.tried if self.tried else 0.0


@dataclass(frozen=True)
class Report:
    """The yield of a collection, task by task."""

    suite: str
    suite_hash: str
    seed: int
    tasks: tuple[TaskReport, ...]

    @property
    def complete(self) -> bool:
        """Tell whether every task has what was asked for."""
        return all(task.kept >= task.wanted for task in self.tasks)

    def save(self, path: Path) -> None:
        """Write the report as JSON."""
        tasks = {task.task: {**asdict(task), "yield": task.success} for task in self.tasks}
        content = {"suite": self.suite, "suite_hash": self.suite_hash, "seed": self.seed, "tasks": tasks}
        with replacing(path) as temporary:
            temporary.write_text(json.dumps(content, indent=2) + "\n")


def load_report(path: Path) -> Report:
    """Read what `Report.save` wrote.

    Raises:
        PerdureError: there is no report, or it is damaged.
    """
    try:
        content = json.loads(path.read_text())
        tasks = []
        for entry in content["tasks"].values():
            entry.pop("yield")
            tasks.append(TaskReport(**{**entry, "length": tuple(entry["length"])}))
        return Report(content["suite"], content["suite_hash"], content["seed"], tuple(tasks))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PerdureError(f"No yield report can be read from '{path}' ({error}).") from error


def summarize(task: str, file: Path, wanted: int, attempts: Sequence[Done]) -> TaskReport:
    """Count the decided attempts at one task."""
    lengths = [done.steps for done in attempts if not done.reason]
    rejections = Counter(done.reason for done in attempts if done.reason)
    length = (min(lengths), float(statistics.median(lengths)), max(lengths)) if lengths else (0, 0.0, 0)
    return TaskReport(
        task=task,
        file=str(file),
        wanted=wanted,
        kept=len(lengths),
        tried=len(attempts),
        rejections=dict(rejections.most_common()),
        length=length,
        seconds=round(sum(done.seconds for done in attempts), 2),
    )
