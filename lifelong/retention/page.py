"""The report: `retention.html`, which opens from a disk, and its numbers in `retention.json`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from perdure.demos.atomic import replacing
from perdure.envs.perturbations import NONE

from .. import json_file
from ..leaderboard.lines import COLOURS, lines
from ..leaderboard.sheet import environment, report_style
from ..matrix import Counts
from ..orders.maps import small
from ..orders.strips import Strip, strips
from .numbers import numbers, seen, worst

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class About:
    """What the matrices are of.

    Attributes:
        facts: word -> value, such as suite, algorithm and protocol.
        order: the suite's task indices in the order of the stream.
        instructions: of each task, in that order.
    """

    facts: Mapping[str, str]
    order: Sequence[int]
    instructions: Sequence[str]


def write(about: About, matrices: Mapping[str, Counts], page: Path) -> dict[str, dict[str, Any]]:
    """Write the page and, beside it with the ending `.json`, the numbers; return them.

    Args:
        about: what the matrices are of.
        matrices: perturbation -> (K, K) counts in the order of the stream, `none` among them.
        page: file to write.
    """
    found = numbers(matrices)
    content = {**about.facts, "order": list(about.order), "perturbations": found}
    json_file.write(page.with_suffix(".json"), content)
    with replacing(page) as draft:
        draft.write_text(_render(about, matrices, found), encoding="utf-8")
    return found


def _render(about: About, matrices: Mapping[str, Counts], found: dict[str, dict[str, Any]]) -> str:
    names = [NONE, *worst(found)]
    return environment(_HERE).get_template("page.html").render(
        about=about,
        n=found,
        names=names,
        style=report_style(),
        final=_final(about, found, names),
        drawn=COLOURS,
        kept=lines([(name, seen(matrices[name].success)) for name in names[:COLOURS]], label="Success, stage by stage"),
        maps=[small(matrices[name], about.order, f"Success matrix, {name}") for name in names],
    )  # fmt: skip


def _final(about: About, found: dict[str, dict[str, Any]], names: Sequence[str]) -> Markup:
    """Return final success, a row per perturbation: its mean, its interval and every task."""
    rows = [(name, [Strip(n["acc"], n["by_task"], n["low"], n["high"])]) for name in names for n in [found[name]]]
    return strips(rows, ["success"], f"Success after the whole stream of {len(about.order)} tasks, by perturbation")
