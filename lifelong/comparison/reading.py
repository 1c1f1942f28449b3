"""A run from its configuration and its ledger alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from perdure.envs import load_suite
from perdure.envs.errors import PerdureError

from ..leaderboard.entry import Entry
from ..leaderboard.reading import mapping
from ..ledger import Ledger
from ..order_met import order_met
from ..stream import order

_FACTS = ("metrics.json", "timing.json")  # costs are in no ledger; metrics in there are compared, not used


def recount(folder: Path) -> Entry:
    """Return the finished run in a directory, counted from its ledger.

    Raises:
        PerdureError: it has not finished, or a file cannot be read.
    """
    config = mapping(folder / "config.yaml")
    lines = Ledger(folder / "ledger.jsonl").read()
    if not lines:
        raise PerdureError("its ledger is empty")
    met = tuple(config["order"]) if _external(config) else order_met(lines)
    stored: dict[str, Any] = {}
    for name in _FACTS:
        if (folder / name).exists():
            stored |= mapping(folder / name)
    entry = Entry(folder, config, stored, met, lines, ())
    if not (folder / "metrics.json").exists() and not _complete(entry):
        raise PerdureError("it has not finished")
    _ = entry.metrics  # an impossible ledger is an error here
    return entry


def _external(config: Mapping[str, Any]) -> bool:
    """Tell whether a run tried a policy from elsewhere, which met no task before another."""
    declared = config.get("declares")
    return isinstance(declared, Mapping) and bool(declared.get("external"))


def _complete(entry: Entry) -> bool:
    """Tell whether a ledger has the last row of the whole stream."""
    with suppress(PerdureError):
        return entry.order == _stream(entry.config, entry.order) and bool(entry.success.episodes[-1].all())
    return False


def _stream(config: Mapping[str, Any], met: Sequence[int]) -> tuple[int, ...]:
    """Return the order that the run was to meet; a number or word means something in a suite alone."""
    wanted = config.get("order", 0)
    if isinstance(wanted, list):
        return order(wanted, max(*met, *wanted) + 1)
    return order(wanted, len(load_suite(str(config.get("suite"))).tasks))
