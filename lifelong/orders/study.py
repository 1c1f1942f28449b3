"""The runs of a crossed design: every algorithm in every order with every seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..leaderboard.entry import Entry
from ..matrix import Counts
from .designs import Order

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Study:
    """All runs of the design.

    Attributes:
        command: what made it.
        which: the kind of the orders.
        orders: of the suite's task indices.
        seeds: of every order.
        overlaps: (orders,) mean overlap of neighbours; NaN where there are none.
        entries: algorithm -> its runs, [order][seed].
    """

    command: str
    which: str
    orders: Sequence[Order]
    seeds: Sequence[int]
    overlaps: Sequence[float]
    entries: Mapping[str, Sequence[Sequence[Entry]]]

    @cached_property
    def tasks(self) -> list[int]:
        """The suite's task indices, sorted."""
        return sorted(self.orders[0])

    @property
    def any(self) -> Entry:
        """One of the runs, for what all have in common."""
        return next(iter(self.entries.values()))[0][0]

    @cached_property
    def instructions(self) -> dict[int, str]:
        """Task -> its sentence."""
        return dict(sorted(zip(self.any.order, self.any.instructions, strict=True)))

    @property
    def notes(self) -> list[str]:
        """Sentences that a reader must know: runs that should not be compared."""
        runs = [run for rows in self.entries.values() for row in rows for run in row]
        ways = ("fingerprint", "protocol", "suite version")
        mixed = [key for key in ways if len({dict(run.track)[key] for run in runs}) > 1]
        notes = [f"The runs differ in {' and '.join(mixed)}; do not compare them."] if mixed else []
        return notes + [f"{run.name}: {doubt}." for run in runs for doubt in run.doubts]

    def counts(self, algorithm: str, order: int) -> Counts:
        """Return the (K, K) counts of an order by position, summed over seeds."""
        found = [run.success for run in self.entries[algorithm][order]]
        return Counts(sum(each.successes for each in found), sum(each.episodes for each in found))  # type: ignore[arg-type]

    def final(self, algorithm: str) -> Array:
        """Return the (orders, seeds, K) success after the whole stream, by task."""
        return self._by_task(algorithm, lambda success: success[-1])

    def learned(self, algorithm: str) -> Array:
        """Return the (orders, seeds, K) success right after learning, by task."""
        return self._by_task(algorithm, np.diag)

    def metric(self, algorithm: str, name: str) -> Array:
        """Return the (orders, seeds) values of a metric."""
        return np.array([[run.metrics[name] for run in row] for row in self.entries[algorithm]])

    def episodes(self, algorithm: str) -> int:
        """Return the episodes behind each number of `final`; the fewest where they differ."""
        return min(int(run.success.episodes[-1].min()) for row in self.entries[algorithm] for run in row)

    def _by_task(self, algorithm: str, take: Callable[[Array], Array]) -> Array:
        rows = self.entries[algorithm]
        return np.array([[take(run.success.success)[np.argsort(run.order)] for run in row] for row in rows])
