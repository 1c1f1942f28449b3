"""A protocol: every setting of an evaluation that can move a number, frozen in one file and known by its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from perdure.envs.errors import PerdureError, UnknownNameError

_FOLDER = Path(__file__).resolve().parent.parent / "conf" / "protocol"
_CHOICES = {
    "cells": ("seen", "all"),
    "selection": ("last", "best"),
    "action": ("mode", "sample"),
    "test_split": ("test", "val"),
    "curve_split": ("val", "test"),
}
_LONGEST = 60  # letters of a name that says what was changed: it is part of file names
_POSITIVE = ("episodes", "final_episodes", "curve_episodes", "curve_segments", "curve_every", "lanes")
OPTIONAL: dict[str, Any] = {"curve_every": 1, "within_points": []}  # left out of content and hash where they are this


@dataclass(frozen=True)
class Protocol:
    """How success is measured; the same for every algorithm that shall be compared.

    Attributes:
        name: the file's name; not part of the hash. A frozen protocol with a change has a name that says so.
        episodes: test episodes per cell of the success matrix.
        final_episodes: the same for the last row, where the headline numbers come from.
        curve_episodes: validation episodes per point of a learning curve, and per task at the points within a stage.
        curve_segments: equal parts of a stage; its points are their ends (epoch 0 is before training).
        lanes: environments stepped together. Fixed, because a batch of another size gives other roundings.
        cells: 'seen' tasks only, or 'all' tasks of the stream after every stage.
        horizon: control steps per episode; None for the suite's own.
        horizons: suite -> control steps, where a suite differs from `horizon`.
        test_split: stored states that fill the matrix.
        curve_split: stored states that fill the curves. With 'test', what is chosen on them is spoilt for scoring.
        selection: what a stage ends with and the next begins with: the 'last' weights, or the 'best' by success at the
            points of the stage's curve, the first of equals.
        action: the 'mode' of the policy's distribution, or a 'sample', drawn by the episode's seed.
        curve_every: steps between the points of the curve: 0, `curve_every`, ..., `curve_segments`, which it divides.
        within_points: points between the first and the last of a stage at which also the tasks learned before are
            evaluated, for the stability gap; after the stage they are too, on the same states.
    """

    name: str
    episodes: int
    final_episodes: int
    curve_episodes: int
    curve_segments: int
    lanes: int
    cells: str = "seen"
    horizon: int | None = None
    horizons: Mapping[str, int] = field(default_factory=dict)
    test_split: str = "test"
    curve_split: str = "val"
    selection: str = "last"
    action: str = "mode"
    curve_every: int = 1
    within_points: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        for key in _POSITIVE:
            _check_positive(self.name, key, getattr(self, key))
        for key, value in (("horizon", self.horizon), *self.horizons.items()):
            if value is not None:
                _check_positive(self.name, key, value)
        _check_points(self)
        for key, allowed in _CHOICES.items():
            if getattr(self, key) not in allowed:
                raise UnknownNameError(f"{key} of protocol '{self.name}':", str(getattr(self, key)), allowed)

    @cached_property
    def hash(self) -> str:
        """12 hexadecimal digits over everything but the name: equal hashes, comparable numbers."""
        return hashlib.sha256(json.dumps(self.content(), sort_keys=True).encode()).hexdigest()[:12]

    @property
    def epochs(self) -> range:
        """The points of a learning curve: 0 (before training) to `curve_segments` (the end of the stage)."""
        return range(0, self.curve_segments + 1, self.curve_every)

    @property
    def points(self) -> list[int]:
        """All points of a stage at which something is evaluated: those of the curve and those for old tasks."""
        return sorted({*self.epochs, *self.within_points})

    def settings(self) -> dict[str, Any]:
        """Return everything but the name, as plain keys and values."""
        settings = {key: value for key, value in asdict(self).items() if key != "name"}
        return settings | {"within_points": list(self.within_points)}

    def content(self) -> dict[str, Any]:
        """Return all that is part of the hash: the settings, without those that came later where they do nothing."""
        settings = self.settings()
        return {key: settings[key] for key in settings if key not in OPTIONAL or settings[key] != OPTIONAL[key]}

    def episodes_at(self, stage: int, stages: int) -> int:
        """Return the number of test episodes per cell in row `stage` of `stages`."""
        return self.final_episodes if stage == stages - 1 else self.episodes

    def columns(self, stage: int, stages: int) -> range:
        """Return the positions in the stream to evaluate after `stage`."""
        return range(stages if self.cells == "all" else stage + 1)

    def changed(self, **settings: Any) -> Protocol:
        """Return a protocol with other settings, under another name unless they are the same.

        Raises:
            PerdureError: a wrong key or value.
        """
        return from_mapping(self.name, {**self.settings(), **settings}, self)

    def horizon_for(self, suite: str) -> int | None:
        """Return the control steps per episode for a suite; None for the suite's own."""
        return self.horizons.get(suite, self.horizon)


def protocols() -> list[str]:
    """Return the names of the protocols that come with perdure."""
    return sorted(path.stem for path in _FOLDER.glob("*.yaml"))


def load(name: str | Path) -> Protocol:
    """Return a protocol by name, or from a YAML file of the user's.

    Raises:
        UnknownNameError: neither a known name nor a file.
        PerdureError: the file has a wrong key or value.
    """
    path = Path(name)
    if path.suffix not in {".yaml", ".yml"}:
        path = _FOLDER / f"{name}.yaml"
        if str(name) not in protocols():
            raise UnknownNameError("protocol", str(name), protocols())
    try:
        content = yaml.safe_load(path.read_text())
    except (OSError, yaml.YAMLError) as error:
        raise PerdureError(f"Cannot read the protocol '{path}': {error}.") from error
    if not isinstance(content, Mapping):
        raise PerdureError(f"The protocol '{path}' must hold keys and values.")
    return _read(path.stem, content) if path.parent == _FOLDER else from_mapping(path.stem, content)


def from_mapping(name: str, content: Mapping[str, Any], base: Protocol | None = None) -> Protocol:
    """Return a protocol from keys and values, as a configuration file has them.

    The name of a frozen protocol is kept for its very content: with other settings it becomes `fast+episodes=5`, or
    `fast+<hash>` where these are many.

    Args:
        name: what it is called.
        content: its settings.
        base: what the name stands for, if it is not a frozen protocol's.

    Raises:
        PerdureError: a wrong key or value.
    """
    made, root = _read(name, content), name.partition("+")[0]
    if root in protocols():
        name, base = root, load(root)
    changes = _changes((base or made).settings(), made.settings())
    told = "+".join([name, *changes])
    return replace(made, name=told if len(told) <= _LONGEST else f"{name}+{made.hash}")


def _read(name: str, content: Mapping[str, Any]) -> Protocol:
    given = {str(key): value for key, value in content.items() if key != "name"}
    known = {item.name for item in fields(Protocol)} - {"name"}
    for key in sorted(set(given) - known):
        raise UnknownNameError(f"key in protocol '{name}':", key, known)
    required = {"episodes", "final_episodes", "curve_episodes", "curve_segments", "lanes"}
    if missing := sorted(required - set(given)):
        raise PerdureError(f"The protocol '{name}' lacks {', '.join(missing)}.")
    within = given.get("within_points") or ()
    if not isinstance(within, list | tuple):
        raise PerdureError(f"The protocol '{name}' has within_points={within!r}; it must be a list of points.")
    parts = {"horizons": dict(given.get("horizons") or {}), "within_points": tuple(within)}
    return Protocol(name=name, **{**given, **parts})


def _changes(base: Mapping[str, Any], made: Mapping[str, Any]) -> list[str]:
    """Return the settings that differ, as one types them."""
    told = []
    for key in sorted(made):
        if key == "horizons":
            told += [f"{key}.{suite}={steps}" for suite, steps in sorted(made[key].items() - base[key].items())]
            told += [f"{key}.{suite}=null" for suite in sorted(base[key].keys() - made[key].keys())]
        elif made[key] != base[key]:
            text = "null" if made[key] is None else str(made[key]).replace(" ", "")
            told.append(f"{key}={text}")
    return told


def _check_positive(name: str, key: str, value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise PerdureError(f"The protocol '{name}' has {key}={value!r}; it must be a whole number of at least 1.")


def _check_points(protocol: Protocol) -> None:
    segments, every, within = protocol.curve_segments, protocol.curve_every, protocol.within_points
    if segments % every:
        raise PerdureError(
            f"The protocol '{protocol.name}' has curve_every={every}; it must divide curve_segments={segments}."
        )
    inner = range(1, segments)
    if any(type(point) is not int or point not in inner for point in within) or sorted({*within}) != [*within]:
        raise PerdureError(
            f"The protocol '{protocol.name}' has within_points={list(within)}; they must be rising whole numbers of at "
            f"least 1 and less than curve_segments={segments}."
        )
