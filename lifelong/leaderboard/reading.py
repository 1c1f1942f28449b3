"""Reading a run's directory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from perdure.envs.errors import PerdureError

from ..clip import clips
from ..ledger import Ledger
from .entry import Entry


def read(folder: Path) -> Entry:
    """Return the run in a directory.

    Raises:
        PerdureError: it has not finished, or one of its files cannot be read.
    """
    if not (folder / "metrics.json").exists():
        raise PerdureError("it has not finished")
    config = mapping(folder / "config.yaml")
    table = mapping(folder / "matrix.json")
    order = table.get("order")
    if not isinstance(order, list) or not order or not all(isinstance(task, int) for task in order):
        raise PerdureError("matrix.json does not say the order of the tasks")
    lines = Ledger(folder / "ledger.jsonl").read()
    if not lines:
        raise PerdureError("its ledger is empty")
    stored = dict(mapping(folder / "metrics.json"))
    if (folder / "timing.json").exists():  # apart from the metrics, because no two runs take the same time
        stored |= mapping(folder / "timing.json")
    entry = Entry(folder, config, stored, tuple(order), lines, clips(folder / "videos"))
    _ = entry.metrics  # an impossible ledger is an error here and not in the middle of the page
    return entry


def mapping(path: Path) -> Mapping[str, Any]:
    """Return the keys and values of a JSON or YAML file.

    Raises:
        PerdureError: it cannot be read, or holds something else.
    """
    try:
        text = path.read_text()
        content = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise PerdureError(f"{path.name} cannot be read ({error})") from error
    if not isinstance(content, Mapping):
        raise PerdureError(f"{path.name} does not hold keys and values")
    return content
