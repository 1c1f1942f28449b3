"""What relearning says, counted from its two ledgers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ..ledger import Ledger, Line
from ..matrix import curves, matrix
from ..metrics import recovery
from .settings import SHARE, Arm, ledger

LEAST = 0.2  # success right after learning below which there is nothing to regain
_UNKNOWN = {"recovery_steps": math.nan, "first_steps": math.nan, "ratio": math.nan}


def numbers(
    again: Sequence[Line], scratch: Sequence[Line], order: Sequence[int], split: str = "val", share: float = SHARE
) -> list[dict[str, Any]]:
    """Return a mapping for each task that was relearned, in the order of the stream.

    * task: the suite's index;
    * learned: success right after the task's stage; end: after the stream, which is point 0;
    * steps, again, scratch: the points that both arms have [updates], and success at them;
    * recovery_steps, first_steps, ratio: of `metrics.recovery`; infinity is never, all three are NaN where `learned` is
      below 0.2;
    * saving: 1 - ratio: the share of the updates that what is left of the skill saves.

    Args:
        again: the ledger of relearning.
        scratch: that of learning from the first weights.
        order: the suite's task indices in the order of the stream.
        split: the stored states to count.
        share: of `learned` that must be reached.
    """
    learned = matrix(again, order, split).success.diagonal()
    steps, back = curves(again, order, split)
    others, new = curves(scratch, order, split)
    both = sorted(set(steps) & set(others))
    back_rates = back.success[:, [steps.index(step) for step in both]]
    new_rates = new.success[:, [others.index(step) for step in both]]
    known = ~np.isnan(back_rates) & ~np.isnan(new_rates)
    return [
        _task(task, float(learned[n]), np.array(both)[known[n]], back_rates[n, known[n]], new_rates[n, known[n]], share)
        for n, task in enumerate(order)
        if known[n].any() and not math.isnan(learned[n])
    ]


def _task(task: int, learned: float, steps: Any, again: Any, scratch: Any, share: float) -> dict[str, Any]:
    points = steps.tolist()
    found = recovery(points, scratch, again, learned, share) if learned >= LEAST else _UNKNOWN
    return {
        "task": task,
        "learned": learned,
        "end": float(again[0]),
        "steps": points,
        "again": again.tolist(),
        "scratch": scratch.tolist(),
        **found,
        "saving": 1.0 - found["ratio"],
    }


def summary(tasks: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return the means over the tasks of a run; NaN without any.

    A task that does not come back within the updates tried counts as if it had at the last of them.

    Returns:
        recovery: updates to regain the level, as a share of those from the first weights; 0: nothing was lost.
        dormancy: 1 less that share, over the tasks that had been lost: 1, they were only suppressed; 0, erased.
        dormancy_tasks: how many it is about.
    """
    shares = [
        (task["recovery_steps"], min(task["recovery_steps"], task["steps"][-1]) / task["first_steps"])
        for task in tasks
        if 0 < task["first_steps"] < math.inf
    ]
    lost = [1.0 - share for steps, share in shares if steps > 0]
    return {
        "recovery": _mean([share for _, share in shares]),
        "dormancy": _mean(lost),
        "dormancy_tasks": float(len(lost)),
    }


def metrics(run: Path, protocol: str, order: Sequence[int]) -> dict[str, float]:
    """Return `recovery` and `dormancy` of a run that was relearned by its own protocol; NaN if it was not."""
    lines = {arm: Ledger(ledger(run, protocol, "val", arm)).read() for arm in Arm}
    found = summary(numbers(lines[Arm.AGAIN], lines[Arm.SCRATCH], order))
    return {key: found[key] for key in ("recovery", "dormancy")}


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else math.nan
