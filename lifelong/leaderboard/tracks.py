"""Runs sorted into tracks, within which they can be compared, and into methods, within which they are averaged."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from perdure.envs.errors import PerdureError

from ..statistics import Interval, mean_interval, wilson
from .entry import Entry, read

_SIGNED = frozenset({"nbt", "nbt_libero", "bwt", "forgetting", "fwt_lopez_paz"})


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
        """Return a metric's mean over runs with Student's interval.

        For a single run only the accuracy has an interval, Wilson's over all episodes of the last row: it tells how
        sure this run's number is, not how another seed would fare.
        """
        values = [entry.metrics[name] for entry in self.entries]
        if name == "acc" and len(values) == 1 and not math.isnan(values[0]):
            last = self.entries[0].success
            return Interval(values[0], *wilson(int(last.successes[-1].sum()), int(last.episodes[-1].sum())))
        mean, low, high = mean_interval(values)
        floor = -1.0 if name in _SIGNED else 0.0  # few runs give intervals wider than what is possible
        return Interval(mean, max(low, floor), min(high, 1.0))

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


@dataclass(frozen=True, eq=False)
class Track:
    """Methods that can be compared: same suite, observation, protocol and fingerprint.

    Attributes:
        facts: what is the same for all.
        methods: the best first.
        notes: sentences that a reader must know.
    """

    facts: Mapping[str, str]
    methods: Sequence[Method]
    notes: Sequence[str]

    @property
    def title(self) -> str:
        """Suite and observation."""
        return f"{self.facts['suite']}, {self.facts['observation']} observation"

    @property
    def instructions(self) -> dict[int, str]:
        """The sentence of each task, in the order of the suite."""
        entry = self.methods[0].entries[0]
        return dict(sorted(zip(entry.order, entry.instructions, strict=True)))


@dataclass(frozen=True, eq=False)
class Board:
    """All that was found.

    Attributes:
        tracks: by suite and observation.
        left_out: run -> why it is not shown.
    """

    tracks: Sequence[Track]
    left_out: Mapping[str, str]


def collect(runs: Path) -> Board:
    """Return the finished runs under a folder.

    Raises:
        PerdureError: there is none.
    """
    entries, left_out = [], {}
    for ledger in sorted(Path(runs).rglob("ledger.jsonl")):
        folder = ledger.parent
        try:
            entries.append(read(folder))
        except PerdureError as error:
            left_out[str(folder.relative_to(runs))] = str(error)
    if not entries:
        reasons = "".join(f" Left out: {name} ({reason})." for name, reason in left_out.items())
        raise PerdureError(f"There is no finished run under '{runs}'; train one with `perdure train`.{reasons}")
    return Board(_tracks(_distinct(entries, left_out, runs)), left_out)


def _distinct(entries: Iterable[Entry], left_out: dict[str, str], runs: Path) -> list[Entry]:
    """Leave out what repeats a run: the same method, order and seed again is no further evidence."""
    kept: dict[object, Entry] = {}
    for entry in entries:
        first = kept.setdefault((entry.track, entry.method, entry.replicate), entry)
        if first is not entry:
            left_out[str(entry.folder.relative_to(runs))] = f"the same method, order and seed as {first.name}"
    return list(kept.values())


def _tracks(entries: Sequence[Entry]) -> list[Track]:
    groups: dict[tuple[tuple[str, str], ...], list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.track, []).append(entry)
    fullest = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return [Track(_facts(key, members), _methods(members), _notes(key, members, groups)) for key, members in fullest]


def _facts(key: tuple[tuple[str, str], ...], entries: Sequence[Entry]) -> dict[str, str]:
    """Return what a track's runs share, the protocol with its name."""
    names = sorted({entry.word("protocol") for entry in entries} - {""})
    facts = dict(key)
    return facts | {"protocol": " ".join([*names, facts["protocol"]])}


def _methods(entries: Sequence[Entry]) -> list[Method]:
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.method, []).append(entry)
    suffixes = _differences(list(groups))
    methods = [
        Method(f"{members[0].word('algorithm')}{suffixes[key]}", members[0].word("policy"), members)
        for key, members in groups.items()
    ]
    return sorted(methods, key=lambda method: (-method.metric("acc").mean, method.label))


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


def _notes(
    key: tuple[tuple[str, str], ...], entries: Sequence[Entry], groups: Mapping[tuple[tuple[str, str], ...], object]
) -> list[str]:
    notes = [f"{entry.name}: {doubt}." for entry in entries for doubt in entry.doubts]
    for other in groups:
        if other != key and other[:2] == key[:2]:
            parts = [name for (name, mine), (_, theirs) in zip(key[2:], other[2:], strict=True) if mine != theirs]
            notes.append(
                f"Another table is about the same suite with another {' and '.join(parts)}; do not compare them."
            )
    return list(dict.fromkeys(notes))
