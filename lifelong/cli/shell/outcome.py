"""What came out of a run, as tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from . import screen

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
