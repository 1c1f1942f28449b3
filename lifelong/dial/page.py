"""The report of a dial: `dial.html`, which opens from a disk, and its numbers in `dial.json`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from markupsafe import Markup

from perdure.demos.atomic import replacing

from .. import json_file
from ..leaderboard.sheet import environment, report_style
from .chart import Mark, chart
from .numbers import LOWEST, MEASURES, Point, numbers

_HERE = Path(__file__).resolve().parent


def write(axis: str, points: Sequence[Point], command: str, out: Path) -> dict[str, Any]:
    """Write `dial.html` and `dial.json` into a folder and return the numbers.

    Args:
        axis: of the overlap.
        points: by the overlap that was asked for.
        command: what the user typed.
        out: the folder.
    """
    found = {"command": command, **numbers(axis, points)}
    json_file.write(out / "dial.json", found)
    with replacing(out / "dial.html") as draft:
        draft.write_text(_render(found, list(points[0].runs)), encoding="utf-8")
    return found


def _render(found: dict[str, Any], names: Sequence[str]) -> str:
    return environment(_HERE).get_template("page.html").render(
        n=found,
        names=names,
        charts={measure: _chart(found, names, measure) for measure in MEASURES if _known(found, names, measure)},
        style=report_style(),
    )  # fmt: skip


def _known(found: dict[str, Any], names: Sequence[str], measure: str) -> bool:
    means = [point["algorithms"][name][measure]["mean"] for point in found["points"] for name in names]
    return not all(map(math.isnan, means))


def _chart(found: dict[str, Any], names: Sequence[str], measure: str) -> Markup:
    points = sorted(found["points"], key=lambda point: float(point["overlap"]))
    series = [[Mark(point["overlap"], **point["algorithms"][name][measure]) for point in points] for name in names]
    return chart(
        series, names, f"overlap of consecutive tasks, {found['axis']}", MEASURES[measure], LOWEST.get(measure, 0.0)
    )
