"""All that can be said about the runs under a folder, recomputed from their ledgers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..leaderboard.method import Method
from ..leaderboard.tracks import Track, collect
from ..metrics import cost, pareto
from ..statistics import Interval, bootstrap, iqm
from .against import against
from .measures import intervals, measures
from .orders import by_task, rank, robustness
from .pairs import Pair, pairs
from .reading import recount

_MANY = 20  # runs from which on the bootstrap is nearly honest


@dataclass(frozen=True)
class Row:
    """One method.

    Attributes:
        title: algorithm, the knobs that tell it from others, and the policy if the table has more than one.
        runs: names of its runs.
        metrics: each with its interval over runs; those that need references too, where there are any.
        iqm: interquartile mean of the final success over runs and tasks; its bootstrap interval from 20 runs on.
        orders: order robustness and position effects; empty for a single order.
        cost: mean over runs.
        pareto: whether no method of the track has a higher accuracy with no more bytes of state.
    """

    title: str
    runs: Sequence[str]
    metrics: Mapping[str, Interval]
    iqm: Interval
    orders: Mapping[str, float]
    cost: Mapping[str, float]
    pareto: bool


@dataclass(frozen=True)
class Table:
    """Methods that can be compared, see `leaderboard.tracks`.

    Attributes:
        facts: what is the same for all runs.
        notes: sentences that a reader must know.
        rows: the methods, the best first.
        ranking: whether they rank alike in every order.
        pairs: paired comparisons of those that are no references.
    """

    facts: Mapping[str, str]
    notes: Sequence[str]
    rows: Sequence[Row]
    ranking: Mapping[str, float]
    pairs: Sequence[Pair]


@dataclass(frozen=True)
class Report:
    """The report.

    Attributes:
        runs: run's folder -> its metrics, of every finished run.
        tables: comparable methods together.
        left_out: run -> why it is in no table.
    """

    runs: Mapping[str, Mapping[str, float]]
    tables: Sequence[Table]
    left_out: Mapping[str, str]


def report(runs: Path, rng: np.random.Generator) -> Report:
    """Return the report on all finished runs under a folder; neither `matrix.json` nor `metrics.json` is needed.

    Args:
        runs: the folder.
        rng: for the tests and intervals that draw at random, which few runs do not need.

    Raises:
        PerdureError: there is no finished run.
    """
    board = collect(Path(runs), recount)
    entries = [entry for track in board.tracks for method in track.methods for entry in method.entries]
    each = {entry.folder: measures(entry) for entry in (*entries, *board.repeats)}

    def row(title: str, method: Method, best: bool) -> Row:
        over = intervals(method.entries, (each[entry.folder] for entry in method.entries))
        names = [str(entry.folder) for entry in method.entries]
        metrics = {**over, **against(method, entries)}
        return Row(title, names, metrics, _iqm(method, rng), robustness(method.entries), _cost(method), best)

    def table(track: Track) -> Table:
        state = [_cost(method)["state_bytes"] for method in track.methods]
        best = pareto([method.metric("acc").mean for method in track.methods], state)
        named = _titles(track)
        rows = [row(title, method, bool(kept)) for (title, method), kept in zip(named.items(), best, strict=True)]
        rivals = {title: each for title, each in named.items() if not each.entries[0].declares("sees_all_tasks")}
        facts = {**track.facts, "policy": ", ".join(sorted({method.policy for method in track.methods}))}
        return Table(facts, track.notes, rows, rank(rivals), pairs(rivals, rng))

    return Report(
        {str(folder): numbers for folder, numbers in each.items()},
        [table(track) for track in board.tracks],
        board.left_out,
    )


def _titles(track: Track) -> dict[str, Method]:
    several = len({method.policy for method in track.methods}) > 1
    return {f"{each.label}, {each.policy}" if several else each.label: each for each in track.methods}


def _iqm(method: Method, rng: np.random.Generator) -> Interval:
    final = np.array([by_task(entry) for entry in method.entries])
    if len(final) >= _MANY:
        return bootstrap([final], iqm, rng)
    return Interval(iqm(final), float("nan"), float("nan"))


def _cost(method: Method) -> dict[str, float]:
    known = ("parameters", "state_bytes", "old_data_bytes", "compute", "flops_per_update", "seconds")
    facts = {key: method.fact(key) for key in known}
    training = method.entries[0].config.get("training")
    updates = float(training.get("updates", float("nan"))) if isinstance(training, Mapping) else float("nan")
    return cost(facts, tasks=len(method.entries[0].order), updates=updates)
