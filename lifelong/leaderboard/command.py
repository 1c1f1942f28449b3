"""The command that makes a run again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from perdure.envs.errors import PerdureError

from .entry import Entry

_CHOICES = ("suite", "algorithm", "policy", "language", "observation", "protocol")
_STARTED = {"init": "from", "backbone": "file", "finetune": "finetune"}
_TRAINING = ("updates", "batch_size", "learning_rate")


def command(entry: Entry) -> str:
    """Return what the run says it was called with, else words that stand for its configuration, defaults left out."""
    recorded: Any = entry.config.get("command") or entry.stored.get("command")
    if recorded:
        return shlex.join(map(str, recorded)) if isinstance(recorded, list) else str(recorded)
    joint = entry.config.get("stages") == 1
    words = [f"{key}={_name(entry, key)}" for key in _CHOICES if entry.word(key) and not (joint and key == "algorithm")]
    words += [f"{key}={entry.word(place)}" for key, place in _STARTED.items() if entry.config.get(place)]
    words += [f"{key}={_value(value)}" for key, value in _differing(entry).items()]
    return shlex.join(["perdure", "pretrain" if joint else "train", *words])


def _differing(entry: Entry) -> dict[str, object]:
    """Return the knobs that are not as they come: of the run, training, algorithm, policy, language and protocol."""
    from perdure import policies
    from perdure.policies import PolicyError, languages

    from .. import algorithms, protocol
    from ..config import RunConfig
    from ..trainer import Schedule

    usual = {"order": RunConfig.order, "seed": RunConfig.seed, "demos_per_task": RunConfig.demos_per_task}
    differing = _changes(entry.config, usual, tuple(usual))
    differing |= _changes(_mapping(entry.config.get("training")), asdict(Schedule()), _TRAINING)
    for key, defaults in (
        ("algorithm", algorithms.knobs),
        ("policy", policies.knobs),
        ("language", languages.knobs),
        ("protocol", lambda name: protocol.load(name).settings()),
    ):
        knobs = {name: value for name, value in _mapping(entry.config.get(key)).items() if name != "name"}
        knobs = protocol.OPTIONAL | knobs if key == "protocol" and knobs else knobs
        try:
            usual = defaults(_name(entry, key))
        except (PerdureError, PolicyError):  # from elsewhere, or of another version
            usual = {}
        differing |= {f"{key}.{name}": value for name, value in _changes(knobs, usual, tuple(knobs)).items()}
    return differing


def _name(entry: Entry, key: str) -> str:
    """Return the name of a choice; a changed protocol is called `fast+episodes=5`, but chosen as `fast`."""
    return entry.word(key).partition("+")[0]


def _changes(given: Mapping[str, Any], usual: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, object]:
    return {name: given[name] for name in names if name in given and (name not in usual or given[name] != usual[name])}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _value(value: object) -> str:
    """Return a value as Hydra reads it."""
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{key}:{_value(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_value, value))}]"
    return "null" if value is None else str(value)
