"""What came out of a run, as tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import screen

if TYPE_CHECKING:
    from ...matrix import Counts

_METRICS = ("learned", "acc", "nbt", "bwt", "fwt", "auc")


def show(folder: Path) -> None:
    """Print the success matrix and the metrics of a finished run."""
    table = json.loads((folder / "matrix.json").read_text())
    metrics = json.loads((folder / "metrics.json").read_text())
    heads = ["after learning", *(f"task {task}" for task in table["order"])]
    rows = [[f"task {task}", *map(_cell, row)] for task, row in zip(table["order"], table["success"], strict=True)]
    screen.table(heads, rows, "Success on the test states")
    screen.say("  ".join(f"{key} {metrics[key]:.2f}" for key in _METRICS if metrics.get(key) is not None))


def _cell(rate: Any) -> str:
    return "" if rate is None else f"{rate:.2f}"


def intervals(counts: Counts, stream: Sequence[int]) -> None:
    """Print success with its Wilson interval, in a row for each stage that was evaluated."""
    from ...statistics import wilson

    def cell(successes: int, episodes: int) -> str:
        low, high = wilson(successes, episodes)
        return f"{successes / episodes:.2f} ({low:.2f} to {high:.2f})" if episodes else ""

    rows = [
        [f"task {task}", *map(cell, successes.tolist(), episodes.tolist())]
        for task, successes, episodes in zip(stream, counts.successes, counts.episodes, strict=True)
        if episodes.any()
    ]
    screen.table(["after learning", *(f"task {task}" for task in stream)], rows, "Success, 95 % intervals")
