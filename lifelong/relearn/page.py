"""The report: a page that opens from a disk, and its numbers beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from perdure.demos.atomic import replacing

from .. import json_file
from ..leaderboard.lines import lines
from ..leaderboard.sheet import environment, report_style
from .numbers import summary

_HERE = Path(__file__).resolve().parent


def write(
    facts: Mapping[str, Any], tasks: Sequence[Mapping[str, Any]], instructions: Mapping[int, str], page: Path
) -> dict[str, Any]:
    """Write the page and, beside it with the ending `.json`, the numbers; return them.

    Args:
        facts: word -> value, such as run, algorithm and protocol; `share` and `updates` among them.
        tasks: from `numbers`.
        instructions: task -> its sentence.
        page: file to write.
    """
    found = {**facts, **summary(tasks), "tasks": list(tasks)}
    json_file.write(page.with_suffix(".json"), found)
    with replacing(page) as draft:
        draft.write_text(_render(facts, found, instructions), encoding="utf-8")
    return found


def _render(facts: Mapping[str, Any], found: Mapping[str, Any], instructions: Mapping[int, str]) -> str:
    return environment(_HERE).get_template("page.html").render(
        facts=facts,
        n=found,
        instructions=instructions,
        charts=[_chart(task) for task in found["tasks"]],
        style=report_style(),
    )  # fmt: skip


def _chart(task: Mapping[str, Any]) -> Markup:
    steps = task["steps"]
    series = [("learned", [task["learned"]] * len(steps)), ("again", task["again"]), ("from scratch", task["scratch"])]
    label = f"Success on task {task['task']} while it is learned again, and from scratch"
    return lines(series, "updates", label, steps)
