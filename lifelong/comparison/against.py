"""A method compared with the single-task and multitask runs of the same policy."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..leaderboard.entry import Entry
from ..leaderboard.method import Method
from ..metrics import forward_transfer, intransigence, plasticity_stability
from ..statistics import Interval
from .measures import intervals
from .orders import by_task

Array = NDArray[np.float64]
_FREE = ("task identity",)  # a reference may be told the task: it is no competitor


def against(method: Method, everyone: Sequence[Entry]) -> dict[str, Interval]:
    """Return the metrics that need references, over a method's runs; empty if there is no reference among `everyone`.

    References have the same suite, protocol, fingerprint, policy and training. Their runs are averaged.
    """
    peers = [entry for entry in everyone if _learner(entry) == _learner(method.entries[0])]
    single = [entry for entry in peers if entry.word("algorithm") == "single_task"]
    joint = [entry for entry in peers if entry.declares("sees_all_tasks")]
    rows = [_of_run(entry, single, joint) for entry in method.entries]
    return intervals(method.entries, rows) if rows[0] else {}


def _of_run(entry: Entry, single: Sequence[Entry], joint: Sequence[Entry]) -> dict[str, float]:
    """Return the metrics of one run, the references put into its order."""
    success, order = entry.success.success, np.array(entry.order).argsort().argsort()
    found: dict[str, float] = {}
    if joint:
        best = np.mean([by_task(each) for each in joint], axis=0)[order]
        found["intransigence_joint"] = intransigence(success, best)
    if single:
        alone = np.mean([np.diag(each.success.success)[np.argsort(each.order)] for each in single], axis=0)[order]
        found["intransigence_single"] = intransigence(success, alone)
        found |= plasticity_stability(success, alone)
        mine, theirs = entry.learning[1].success, [_curves(each) for each in single]
        if all(mine.size and curve.shape == mine.shape for curve in theirs):
            found |= forward_transfer(mine, np.mean(theirs, axis=0)[order])
    return found


def _curves(entry: Entry) -> Array:
    """Return (K, E) learning curves in the order of the suite."""
    return np.asarray(entry.learning[1].success[np.argsort(entry.order)])


def _learner(entry: Entry) -> tuple[object, ...]:
    """Return what a run and its reference have in common."""
    knobs = {key: value for key, value in json.loads(entry.method).items() if key != "algorithm"}
    world = tuple(fact for fact in entry.track if fact[0] not in _FREE)
    return world, json.dumps(knobs, sort_keys=True)
