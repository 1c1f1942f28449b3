"""Compute the metrics of runs again from their ledgers, with intervals, order robustness and paired tests.

perdure metrics runs=runs out=metrics.json
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from .shell import screen
from .shell.app import app


@dataclass
class Metrics:
    """The types of the keys of `conf/metrics.yaml`."""

    runs: str
    out: str | None
    seed: int


def main(words: Sequence[str]) -> None:
    """Read the knobs and compute."""
    app(Metrics, run, words)


def run(knobs: Metrics) -> None:
    """Print what there is to say about every group of comparable runs, and write all numbers if asked to.

    Raises:
        PerdureError: there is no finished run.
    """
    import numpy as np

    from .. import json_file
    from ..comparison import report
    from .shell.comparison import show

    found = report(Path(knobs.runs), np.random.default_rng(knobs.seed))
    show(found)
    if knobs.out is None:
        screen.say(f"Next: [bold]perdure power runs={knobs.runs} effect=0.1[/]")
        return
    json_file.write(Path(knobs.out), asdict(found))
    screen.done(knobs.out, f"perdure power runs={knobs.runs} effect=0.1")
