"""A metric over the runs of a method, with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..metrics.catalogue import METRICS
from ..statistics import Interval, over_runs, wilson
from .entry import Entry


def interval(entries: Sequence[Entry], name: str, values: Sequence[float]) -> Interval:
    """Return a metric's mean over runs, with an interval that stays within what the metric can be.

    A single run has none, but for the accuracy: Wilson's over all episodes of the last row. It tells how sure this
    run's number is, not how another seed would fare.

    Args:
        entries: the runs, which differ in order or seed.
        name: of the metric.
        values: the metric of each run.
    """
    if len(entries) > 1:
        orders, seeds = zip(*(entry.replicate for entry in entries), strict=True)
        return over_runs(values, orders, seeds).within(METRICS[name].low, METRICS[name].high)
    if name != "acc" or math.isnan(values[0]):
        return Interval(values[0], math.nan, math.nan)
    counts = entries[0].success
    return Interval(values[0], *wilson(int(counts.successes[-1].sum()), int(counts.episodes[-1].sum())))
