"""Tables about several runs."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from . import screen

if TYPE_CHECKING:
    from ...comparison import Report, Row, Table
    from ...statistics import Interval

_SHOWN = ("acc", "learned", "nbt", "bwt", "forgetting", "fwt", "auc", "lca", "min_acc")
_GAPS = ("gap", "gap_held_out", "wc_acc")
_REFERENCES = (
    "intransigence_joint", "intransigence_single", "plasticity", "stability", "forward_transfer", "area_gain",
)  # fmt: skip
_RELEARNING = ("recovery", "dormancy")
_ORDERS = (
    "orders", "repeats", "mean", "std", "sd_order", "worst", "cvar", "aopd", "aopd_noise", "mopd", "mopd_noise",
    "learned_slope", "final_slope",
)  # fmt: skip
_WHOLE = ("orders", "repeats")
_COSTS = ("parameters", "state_bytes", "old_data_bytes", "update_equivalents", "seconds")


def show(found: Report) -> None:
    """Print all tables of a report, then what was left out."""
    for table in found.tables:
        _table(table)
    for name, reason in found.left_out.items():
        screen.plain(f"{name}: left out, {reason}")


def _table(table: Table) -> None:
    facts = table.facts
    names = ("suite", "observation", "policy", "protocol", "fingerprint")
    screen.plain("  ".join(f"{name} {facts[name]}" for name in names))
    rows = [[row.title, len(row.runs), *(_within(row.metrics[key]) for key in _SHOWN)] for row in table.rows]
    heads = ["method", "runs", *map(_head, _SHOWN)]
    screen.table(heads, rows, "Means over runs with 95 % intervals; a single run: its own episodes")
    if any(not math.isnan(row.metrics["gap"].mean) for row in table.rows):
        _some("Old tasks within stages", _GAPS, table, _interval_cell)
    _some("Against every task learned alone, and all together", _REFERENCES, table, _interval_cell)
    _some("Learned again after the stream", _RELEARNING, table, _interval_cell)
    _some("Orders and positions", _ORDERS, table, lambda row, key: _number(row.orders.get(key, math.nan), key))
    _some("Cost of a run", _COSTS, table, lambda row, key: _big(row.cost[key]))
    if table.ranking:
        worst, mean, share = (table.ranking[key] for key in ("tau_worst", "tau_mean", "winner_share"))
        screen.say(
            f"Ranking over {table.ranking['orders']:.0f} orders: Kendall tau {mean:.2f} on average, {worst:.2f} at "
            f"worst; the best on average wins in {share:.0%} of the orders.\n"
        )
    _pairs(table)
    for note in table.notes:
        screen.plain(note)


def _pairs(table: Table) -> None:
    if not table.pairs:
        return
    rows = [
        [
            pair.first,
            pair.second,
            pair.runs,
            _within(pair.difference),
            _p(pair.p_runs_holm),
            f"{pair.improvement:.2f}",
            pair.episodes,
            pair.only_first,
            pair.only_second,
            _p(pair.p_episodes_holm),
        ]
        for pair in table.pairs
    ]
    heads = ["first", "second", "pairs", "ACC difference", "p runs", "P(better)"]
    heads += ["episodes", "only first", "only second", "p episodes"]
    screen.table(heads, rows, "Same order, seed and episodes; p after Holm")


def _some(title: str, keys: Iterable[str], table: Table, cell: Any) -> None:
    """Print the columns that any row can fill."""
    cells = {key: [cell(row, key) for row in table.rows] for key in keys}
    kept = {key: column for key, column in cells.items() if any(column)}
    if kept:
        rows = [[row.title, *(column[n] for column in kept.values())] for n, row in enumerate(table.rows)]
        screen.table(["method", *kept], rows, title)


def _head(key: str) -> str:
    from ...metrics.catalogue import METRICS

    return key + {1: " ↑", -1: " ↓", 0: ""}[METRICS[key].better]


def _interval_cell(row: Row, key: str) -> str:
    return _within(row.metrics[key]) if key in row.metrics else ""


def _within(interval: Interval) -> str:
    if math.isnan(interval.mean):
        return ""
    span = "" if math.isnan(interval.low) else f" ({interval.low:.2f} to {interval.high:.2f})"
    return f"{round(interval.mean, 2) + 0.0:.2f}{span}"  # + 0.0: zero has no sign


def _number(value: float, key: str) -> str:
    return "" if math.isnan(value) else f"{value:.0f}" if key in _WHOLE else f"{value:.3f}"


def _big(value: float) -> str:
    return "" if math.isnan(value) else f"{value:,.0f}"


def _p(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"{value:.3f}"
