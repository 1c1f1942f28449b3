"""One finished run, counted again from its ledger."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from perdure.envs.errors import PerdureError

from ..clip import Clip
from ..ledger import Line
from ..matrix import Counts, curves, matrix, within
from ..metrics import transfer

_PLACE = (
    "order",
    "seed",
    "name",
    "run",
    "out",
    "runs",
    "data",
    "demos",
    "from",
    "file",
    "workers",
    "device",
    "resume",
    "launcher",
    "force",
)
_WORLD = (
    "suite",
    "suite_hash",
    "observation",
    "image_size",
    "renderer",
    "robot",
    "protocol",
    "instructions",
    "tasks",
    "fingerprint",
)
NOT_THE_METHOD = frozenset((*_PLACE, *_WORLD, "command", "version", "declares"))
_MIXED = "mixed"
_SLACK = 1e-9  # what rounding may do to a metric


@dataclass(frozen=True, eq=False)
class Entry:
    """A run as the leaderboard sees it.

    Attributes:
        folder: the run's directory.
        config: its `config.yaml`.
        stored: its `metrics.json`: metrics, and facts such as parameters; with `seconds` of `timing.json`, if any.
        order: the suite's task indices in the order of the stream.
        lines: its ledger.
        clips: its videos.
    """

    folder: Path
    config: Mapping[str, Any]
    stored: Mapping[str, Any]
    order: tuple[int, ...]
    lines: Sequence[Line]
    clips: Sequence[Clip]

    @property
    def name(self) -> str:
        """The directory's name."""
        return self.folder.name

    def word(self, key: str, default: str = "") -> str:
        """Return a choice of the configuration by its name; a choice with knobs is a mapping with a name."""
        value = self.config.get(key, default)
        return str(value.get("name", default)) if isinstance(value, Mapping) else str(value)

    def split(self, key: str, default: str) -> str:
        """Return which stored states the protocol takes for `test_split` or `curve_split`."""
        protocol = self.config.get("protocol")
        return str(protocol.get(key, default)) if isinstance(protocol, Mapping) else default

    def fact(self, *keys: str) -> float:
        """Return the first number of `metrics.json` or the configuration with one of these keys; NaN without any."""
        for key in keys:
            for source in (self.stored, self.config):
                value = source.get(key)
                if isinstance(value, int | float) and not isinstance(value, bool):
                    return float(value)
        return math.nan

    @cached_property
    def success(self) -> Counts:
        """The (K, K) success matrix on the test states."""
        return matrix(self.lines, self.order, self.split("test_split", "test"))

    @cached_property
    def learning(self) -> tuple[list[int], Counts]:
        """The points and the (K, E) learning curves on the validation states."""
        return curves(self.lines, self.order, self.split("curve_split", "val"))

    @cached_property
    def within(self) -> tuple[list[int], Counts]:
        """The points and the (K, E, K) success on the tasks before while others were learned, on the same states."""
        return within(self.lines, self.order, self.split("curve_split", "val"))

    @cached_property
    def metrics(self) -> dict[str, float]:
        """The metrics, computed from the ledger and nothing else."""
        _, learning = self.learning
        return transfer(self.success.success, learning.success if learning.episodes.size else None)

    @cached_property
    def instructions(self) -> list[str]:
        """What each task asks for, in the order of the stream."""
        given = self.config.get("instructions") or self.stored.get("instructions")
        if isinstance(given, list) and len(given) > max(self.order):
            return [str(given[task]) for task in self.order]
        return _from_suite(self.word("suite"), self.word("suite_hash"), self.order)

    @property
    def track(self) -> tuple[tuple[str, str], ...]:
        """What must be equal for two runs to be compared."""
        return (
            ("suite", self.word("suite")),
            ("observation", self.word("observation", "state")),
            ("tasks", " ".join(map(str, sorted(self.order)))),
            ("suite version", self.word("suite_hash")),
            ("protocol", _only({line.protocol for line in self.lines})),
            ("fingerprint", _only({line.fingerprint for line in self.lines})),
            ("task identity", "given" if self._told() else "not given"),
            ("pretraining", "on other data" if self.declares("needs_pretraining") else "none"),
            ("learning", "none, tested as it came" if self.declares("external") else "the stream"),
        )

    def _told(self) -> bool:
        """Tell whether the task's index is used: by the algorithm, or in place of the instruction."""
        return self.declares("needs_task_id") or self.word("language") == "task_id"

    def declares(self, need: str) -> bool:
        """Tell whether the algorithm declared a need when the run began, see `Declaration`."""
        declared = self.config.get("declares")
        return isinstance(declared, Mapping) and bool(declared.get(need, False))

    @property
    def method(self) -> str:
        """Algorithm, policy and all their knobs as one key; order and seed are not part of it."""
        kept = {key: value for key, value in self.config.items() if key not in NOT_THE_METHOD}
        for key in ("algorithm", "policy"):
            if not isinstance(kept.get(key), Mapping):
                kept[key] = {"name": self.word(key)}
        return json.dumps(kept, sort_keys=True, default=str)

    @property
    def replicate(self) -> tuple[tuple[int, ...], str]:
        """Order and seed: what tells runs of one method apart."""
        return self.order, self.word("seed")

    @property
    def doubts(self) -> list[str]:
        """Sentences about what does not add up."""
        wrong = [
            name
            for name, value in self.metrics.items()
            if isinstance(told := self.stored.get(name), int | float)
            and not (math.isclose(told, value, abs_tol=_SLACK) or (math.isnan(told) and math.isnan(value)))
        ]
        doubts = [f"metrics.json says otherwise than the ledger about {', '.join(wrong)}"] if wrong else []
        return doubts + [f"episodes of more than one {key}" for key, value in self.track if value == _MIXED]


def _from_suite(name: str, version: str, order: Sequence[int]) -> list[str]:
    """Return the instructions of a suite that is installed in that version, else numbers."""
    from perdure.envs import load_suite

    try:
        suite = load_suite(name)
        if suite.hash == version:
            return [suite.tasks[task].instruction for task in order]
    except (PerdureError, IndexError):
        pass
    return [f"task {task}" for task in order]


def _only(values: set[str]) -> str:
    return values.pop() if len(values) == 1 else _MIXED
