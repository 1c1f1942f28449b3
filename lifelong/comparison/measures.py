"""The metrics of one run and of several, with intervals."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..leaderboard.entry import Entry
from ..ledger import AFTER_STAGE, group
from ..metrics import position_effects, stability_gap
from ..metrics.catalogue import METRICS
from ..statistics import Interval, over_runs, wilson


def measures(entry: Entry) -> dict[str, float]:
    """Return all metrics of a run that need nothing but its ledger."""
    success = entry.success.success
    return {**entry.metrics, **stability_gap(success, during(entry)), **position_effects(success)}


def during(entry: Entry) -> NDArray[np.float64]:
    """Return the (K, E, K) success on every task while another was being learned; NaN where it was not tried."""
    epochs, _ = entry.learning
    place = {task: position for position, task in enumerate(entry.order)}
    split = entry.split("curve_split", "val")
    rates = np.full((len(entry.order), len(epochs), len(entry.order)), np.nan)
    learning = [line for line in entry.lines if line.epoch != AFTER_STAGE and line.split == split]
    for cell, lines in group(learning).items():
        if cell.perturbation == "none":
            rate = sum(line.success for line in lines) / len(lines)
            rates[cell.stage, epochs.index(cell.epoch), place[cell.task]] = rate
    return rates


def interval(entries: Sequence[Entry], name: str, values: Sequence[float]) -> Interval:
    """Return a metric's mean over runs, with an interval that stays within what the metric can be.

    A single run has none, but for the accuracy: Wilson's over all episodes of the last row. It tells how sure this
    run's number is, not how another seed would fare.
    """
    if len(entries) == 1:
        counts = entries[0].success
        if name == "acc":
            return Interval(values[0], *wilson(int(counts.successes[-1].sum()), int(counts.episodes[-1].sum())))
        return Interval(values[0], math.nan, math.nan)
    mean, low, high = over_runs(values, [entry.order for entry in entries], [entry.word("seed") for entry in entries])
    bounds = METRICS[name]
    return Interval(mean, max(low, bounds.low), min(high, bounds.high))


def intervals(entries: Sequence[Entry], rows: Iterable[Mapping[str, float]]) -> dict[str, Interval]:
    """Return the same for every metric; `rows` holds the metrics of each run."""
    table = list(rows)
    return {name: interval(entries, name, [row[name] for row in table]) for name in table[0] if name in METRICS}
