"""Runs of one method, averaged."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..statistics import Interval
from .entry import Entry
from .gaps import gaps
from .interval import interval


@dataclass(frozen=True, eq=False)
class Method:
    """An algorithm with a policy and all knobs; its runs differ in order and seed alone.

    Attributes:
        label: the algorithm, with the knobs that tell it from others of the same name.
        policy: the policy's name.
        entries: its runs.
    """

    label: str
    policy: str
    entries: Sequence[Entry]

    def metric(self, name: str) -> Interval:
        """Return a metric's mean over runs with its interval."""
        return interval(self.entries, name, [entry.metrics[name] for entry in self.entries])

    @cached_property
    def gap(self) -> Interval:
        """The stability gap, without what noise adds to it; NaN where the protocol has no points within stages."""
        return interval(self.entries, "gap_held_out", [gaps(entry)["gap_held_out"] for entry in self.entries])

    def fact(self, *keys: str) -> float:
        """Return a fact's mean over runs; NaN if a run does not tell."""
        return sum(entry.fact(*keys) for entry in self.entries) / len(self.entries)

    @property
    def episodes(self) -> int:
        """Test episodes behind the last rows."""
        return sum(int(entry.success.episodes[-1].sum()) for entry in self.entries)

    @property
    def final(self) -> dict[int, float]:
        """Success on each task of the suite after the whole stream, mean over runs."""
        rates = [dict(zip(entry.order, entry.success.success[-1], strict=True)) for entry in self.entries]
        return {task: float(sum(run[task] for run in rates) / len(rates)) for task in rates[0]}

    @property
    def after_stages(self) -> list[float]:
        """Mean success on the tasks seen so far, after each stage, over runs."""
        stages = range(len(self.entries[0].order))
        means = [[entry.success.success[i, : i + 1].mean() for i in stages] for entry in self.entries]
        return [float(sum(column) / len(column)) for column in zip(*means, strict=True)]


def methods(entries: Sequence[Entry]) -> list[Method]:
    """Return the methods of a track's runs, the one with the best accuracy first."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.method, []).append(entry)
    suffixes = _differences(list(groups))
    found = [
        Method(f"{members[0].word('algorithm')}{suffixes[key]}", members[0].word("policy"), members)
        for key, members in groups.items()
    ]
    return sorted(found, key=lambda method: (-method.metric("acc").mean, method.label))


def _differences(keys: Sequence[str]) -> dict[str, str]:
    """Return per method key the knobs that tell it from other methods with the same algorithm and policy."""
    knobs = {key: _flat(json.loads(key)) for key in keys}
    suffixes = {}
    for key in keys:
        mine = knobs[key]
        rivals = [other for other in knobs.values() if _names(other) == _names(mine)]
        differing = [name for name in mine if any(other.get(name) != mine[name] for other in rivals)]
        suffixes[key] = "".join(f", {name.rpartition('.')[2]}={mine[name]}" for name in sorted(differing))
    return suffixes


def _names(knobs: Mapping[str, object]) -> tuple[object, ...]:
    return knobs["algorithm.name"], knobs["policy.name"]


def _flat(content: Mapping[str, Any], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in content.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": value}
    return flat
