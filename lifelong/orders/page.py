"""The report: a page that opens from a disk, without a network, and all its numbers as JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from perdure.demos.atomic import replacing
from perdure.envs.errors import PerdureError

from .. import json_file
from ..leaderboard.lines import lines
from ..leaderboard.sheet import environment, report_style
from .findings import findings, span
from .maps import small
from .numbers import numbers
from .strips import Strip, strips
from .study import Study

_HERE = Path(__file__).resolve().parent


def write(study: Study, out: Path) -> dict[str, Any]:
    """Write `orders.html` and `orders.json` into a folder and return the numbers.

    Raises:
        PerdureError: they cannot be written.
    """
    found = numbers(study)
    try:
        json_file.write(out / "orders.json", found)
        with replacing(out / "orders.html") as draft:
            draft.write_text(render(study, found), encoding="utf-8")
    except OSError as error:
        raise PerdureError(f"The page cannot be written to '{out}': {error}.") from error
    return found


def render(study: Study, found: dict[str, Any]) -> str:
    """Return the page."""
    names = sorted(found["algorithms"], key=lambda name: -found["algorithms"][name]["acc"]["mean"])
    return environment(_HERE).get_template("page.html").render(
        n=found,
        names=names,
        findings=findings(found),
        notes=study.notes,
        style=report_style(),
        span=span,
        by_order=_by_order(found, names),
        by_task=_by_task(found, names),
        maps={name: _maps(study, name) for name in names},
        places={kind: _places(found, names, kind) for kind in ("learned", "final")},
    )  # fmt: skip


def _maps(study: Study, name: str) -> list[Markup]:
    return [
        small(study.counts(name, number), order, f"Success matrix of order {number + 1}")
        for number, order in enumerate(study.orders)
    ]


def _by_order(found: dict[str, Any], names: list[str]) -> Markup:
    """Return ACC in every order."""

    def strip(row: dict[str, Any]) -> Strip:
        return Strip(row["acc"]["mean"], row["by_seed"], row["acc"]["low"], row["acc"]["high"])

    rows = [
        (
            f"order {o + 1}:  {' '.join(map(str, order['order']))}",
            [strip(found["algorithms"][name]["by_order"][o]) for name in names],
        )
        for o, order in enumerate(found["orders"])
    ]
    return strips(rows, names, "Mean success after the whole stream in every order")


def _by_task(found: dict[str, Any], names: list[str]) -> Markup:
    """Return the success of every task over the orders."""

    def strip(row: dict[str, Any]) -> Strip:
        return Strip(row["mean"], row["by_order"], min(row["by_order"]), max(row["by_order"]))

    rows = [
        (f"{task['task']}  {task['instruction']}", [strip(found["algorithms"][name]["by_task"][t]) for name in names])
        for t, task in enumerate(found["tasks"])
    ]
    return strips(rows, names, "Success on every task after the whole stream, over the orders")


def _places(found: dict[str, Any], names: list[str], kind: str) -> Markup:
    series = [(name, found["algorithms"][name][f"place_{kind}"]["by_place"]) for name in names]
    return lines(series, "place in the stream", "Success by the task's place in the stream")
