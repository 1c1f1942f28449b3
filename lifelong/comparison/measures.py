"""The metrics of one run and of several, with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from .. import relearn
from ..leaderboard.entry import Entry
from ..leaderboard.gaps import gaps
from ..leaderboard.interval import interval
from ..metrics import position_effects
from ..metrics.catalogue import METRICS
from ..statistics import Interval


def measures(entry: Entry) -> dict[str, float]:
    """Return all metrics of a run that need nothing but its ledgers, those of relearning among them."""
    back = relearn.metrics(entry.folder, entry.word("protocol"), entry.order)
    return {**entry.metrics, **gaps(entry), **position_effects(entry.success.success), **back}


def intervals(entries: Sequence[Entry], rows: Iterable[Mapping[str, float]]) -> dict[str, Interval]:
    """Return the mean over runs with its interval for every metric; `rows` holds the metrics of each run."""
    table = list(rows)
    return {name: interval(entries, name, [row[name] for row in table]) for name in table[0] if name in METRICS}
