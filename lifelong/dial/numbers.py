"""Transfer and forgetting at every point of the dial."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..leaderboard.entry import Entry
from ..statistics import over_runs

REFERENCE = "single_task"
MEASURES = {
    "transfer": "area under the learning curves minus that of single_task",
    "zero_shot": "success on a task before it is trained on",
    "nbt": "mean fall of success after learning",
    "learned": "success on each task right after learning it",
    "acc": "success on all tasks at the end",
}
LOWEST = {"transfer": -1.0, "nbt": -1.0}  # that a measure can be; of the others it is 0


@dataclass(frozen=True)
class Point:
    """One setting of the dial.

    Attributes:
        asked: overlap that was asked for.
        have: axis -> mean overlap of consecutive tasks that the suite has.
        suite: its name.
        runs: algorithm -> its runs.
    """

    asked: float
    have: Mapping[str, float]
    suite: str
    runs: Mapping[str, Sequence[Entry]]


def numbers(axis: str, points: Sequence[Point]) -> dict[str, Any]:
    """Return axis, points and, for each point and algorithm, the measures with 95 % intervals over runs.

    A measure that cannot be known is NaN: `transfer` without runs of `single_task`, an interval of a single run.
    """
    return {"axis": axis, "measures": MEASURES, "points": [_point(axis, point) for point in points]}


def _point(axis: str, point: Point) -> dict[str, Any]:
    alone = [run.metrics["lca"] for run in point.runs.get(REFERENCE, ())]
    reference = float(np.mean(alone)) if alone else math.nan
    return {
        "asked": point.asked,
        "overlap": point.have[axis],
        "have": dict(point.have),
        "suite": point.suite,
        "algorithms": {name: _algorithm(runs, reference) for name, runs in point.runs.items()},
    }


def _algorithm(runs: Sequence[Entry], reference: float) -> dict[str, Any]:
    rows = [_run(run.metrics, reference) for run in runs]
    orders, seeds = zip(*(run.replicate for run in runs), strict=True)
    return {
        measure: over_runs([row[measure] for row in rows], orders, seeds)
        .within(LOWEST.get(measure, 0.0), 1.0)
        ._asdict()
        for measure in MEASURES
    }


def _run(metrics: Mapping[str, float], reference: float) -> dict[str, float]:
    return {
        "transfer": metrics["lca"] - reference,
        "zero_shot": metrics["zero_shot_curve"],
        "nbt": metrics["nbt"],
        "learned": metrics["learned"],
        "acc": metrics["acc"],
    }
