"""Compute the metrics of runs again from their ledgers, and say where a run's own file disagrees.

perdure metrics runs=runs out=metrics.json
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from perdure.envs.errors import PerdureError

from .shell import screen
from .shell.app import app

if TYPE_CHECKING:
    from ..leaderboard.entry import Entry

_SHOWN = ("learned", "acc", "nbt", "bwt", "forgetting", "fwt", "auc")


@dataclass
class Metrics:
    """The types of the keys of `conf/metrics.yaml`."""

    runs: str
    out: str | None


def main(words: Sequence[str]) -> None:
    """Read the knobs and compute."""
    app(Metrics, run, words)


def run(knobs: Metrics) -> None:
    """Print a row per run, and write all numbers if asked to.

    Raises:
        PerdureError: there is no finished run.
    """
    from perdure.demos.atomic import replacing

    entries = _entries(Path(knobs.runs))
    screen.table(["run", *_SHOWN], [[str(entry.folder), *(entry.metrics[key] for key in _SHOWN)] for entry in entries])
    for entry in entries:
        for doubt in entry.doubts:
            screen.plain(f"{entry.folder}: {doubt}")
    if knobs.out is None:
        screen.say(f"Next: [bold]perdure leaderboard runs={knobs.runs}[/]")
        return
    numbers = {str(entry.folder): {key: _plain(value) for key, value in entry.metrics.items()} for entry in entries}
    with replacing(Path(knobs.out)) as draft:
        draft.write_text(json.dumps(numbers, indent=1) + "\n")
    screen.done(knobs.out, f"perdure leaderboard runs={knobs.runs}")


def _entries(runs: Path) -> list[Entry]:
    """Return all finished runs under a folder, and say what is wrong with the others."""
    from ..leaderboard.reading import read

    entries = []
    for ledger in sorted(runs.rglob("ledger.jsonl")):
        try:
            entries.append(read(ledger.parent))
        except PerdureError as error:
            screen.plain(f"{ledger.parent}: left out, {error}")
    if not entries:
        raise PerdureError(f"There is no finished run under '{runs}'; train one with `perdure train`.")
    return entries


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else value
