"""The columns of the comparison: what they say, how they are written, which way is better."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ..statistics import Interval
from .method import Method


class Cell(NamedTuple):
    """One cell.

    Attributes:
        text: the number as it is read; a dash for what is not known.
        range: its interval as it is read; empty without one.
        interval: the numbers.
    """

    text: str
    range: str
    interval: Interval


@dataclass(frozen=True)
class Column:
    """One quantity, for every method.

    Attributes:
        key: a short name, also in the exported data.
        head: the title.
        about: one sentence.
        better: 1 if higher is better, -1 if lower is, 0 if it is just a fact.
        value: method -> number with its interval.
        write: number -> text.
    """

    key: str
    head: str
    about: str
    better: int
    value: Callable[[Method], Interval]
    write: Callable[[float], str]

    def cell(self, method: Method) -> Cell:
        """Return a method's cell."""
        interval = self.value(method)
        if math.isnan(interval.mean):
            return Cell("-", "", interval)
        known = not math.isnan(interval.low)
        span = f"{interval.low:.2f} to {interval.high:.2f}" if known else ""
        return Cell(self.write(interval.mean), span, interval)


def columns(methods: Sequence[Method]) -> list[Column]:
    """Return the columns of a table, metrics first; the stability gap only where a method's protocol measures it."""
    measured = any(not math.isnan(method.gap.mean) for method in methods)
    return [*_metrics(), *([_GAP] if measured else []), *_facts()]


def _metrics() -> list[Column]:
    return [
        _metric("acc", "ACC", 1, "mean success on all tasks after the whole stream"),
        _metric("learned", "Learned", 1, "mean success right after learning each task"),
        _metric("nbt", "NBT", -1, "negative backward transfer: mean fall of a task's success after it was learned"),
        _metric(
            "bwt", "BWT", 1, "backward transfer: last success minus the success right after learning, mean over tasks"
        ),
        _metric("forgetting", "Forgetting", -1, "mean fall from the best earlier success"),
        _metric("fwt", "FWT", 1, "LIBERO's forward transfer: area under the learning curve held at its best"),
        _metric("auc", "AUC", 1, "LIBERO's area: forward transfer and later successes, averaged"),
    ]


def _facts() -> list[Column]:
    return [
        _fact("runs", "Runs", "orders and seeds", lambda method: float(len(method.entries)), _count),
        _fact("episodes", "Episodes", "test episodes behind ACC", lambda method: float(method.episodes), _count),
        _fact("parameters", "Parameters", "of the policy", lambda method: method.fact("parameters"), _short),
        _fact(
            "old_data_bytes",
            "Old data",
            "bytes of earlier tasks' data kept at the end of the stream",
            lambda method: method.fact("old_data_bytes", "old_bytes", "memory_bytes"),
            _bytes,
        ),
        _fact(
            "state_bytes",
            "State",
            "bytes that the algorithm keeps at the end of the stream, old data included",
            lambda method: method.fact("state_bytes"),
            _bytes,
        ),
        _fact(
            "compute",
            "Compute",
            "of an update, declared, in updates of plain fine-tuning",
            lambda method: method.fact("compute"),
            lambda value: f"{value:g}x",
        ),
        _fact("seconds", "Time", "of one run", lambda method: method.fact("seconds", "wall_seconds"), duration),
    ]


_GAP = Column(
    "gap_held_out",
    "Gap",
    "stability gap: fall of old tasks while a new one is learned, made good at its end",
    -1,
    lambda method: method.gap,
    "{:.3f}".format,
)


def _metric(key: str, head: str, better: int, about: str) -> Column:
    return Column(key, head, about, better, lambda method: method.metric(key), "{:.3f}".format)


def _fact(key: str, head: str, about: str, value: Callable[[Method], float], write: Callable[[float], str]) -> Column:
    return Column(key, head, about, 0, lambda method: Interval(value(method), math.nan, math.nan), write)


def duration(seconds: float) -> str:
    """Return a time as people say it."""
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d}"


def _count(value: float) -> str:
    return f"{value:.0f}"


def _short(value: float) -> str:
    for limit, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= limit:
            return f"{value / limit:.3g} {unit}"
    return f"{value:.0f}"


def _bytes(value: float) -> str:
    return "none" if value == 0 else f"{_short(value)}B" if value >= 1e3 else f"{value:.0f} B"
