"""Success in rows of strips: one row per order or task, in it one strip per algorithm."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ..leaderboard.lines import COLOURS
from ..leaderboard.svg import join, picture, shorten, tag

_WIDTH, _LEFT, _RIGHT = 560.0, 14.0, 14.0  # [pixel]
_STRIP, _HEAD, _GAP, _FOOT = 16.0, 22.0, 12.0, 30.0


@dataclass(frozen=True)
class Strip:
    """What one strip shows.

    Attributes:
        middle: the mean, a big dot.
        points: what it is the mean of, small dots.
        low, high: ends of a bar; NaN for none.
    """

    middle: float
    points: Sequence[float]
    low: float = math.nan
    high: float = math.nan


def strips(rows: Sequence[tuple[str, Sequence[Strip]]], names: Sequence[str], label: str) -> Markup:
    """Return the drawing.

    Args:
        rows: (text, a strip per algorithm).
        names: of the algorithms; the colours are those of the other drawings.
        label: read out instead of the drawing.
    """
    height = _HEAD + _STRIP * len(names) + _GAP
    bottom = height * len(rows)
    axis = [_level(value, bottom) for value in (0.0, 0.25, 0.5, 0.75, 1.0)]
    drawn = [_row(height * n, text, marks, names) for n, (text, marks) in enumerate(rows)]
    return picture(_WIDTH, bottom + _FOOT, *axis, *drawn, label=label)


def _row(top: float, text: str, marks: Sequence[Strip], names: Sequence[str]) -> Markup:
    words = tag("text", tag("title", text), shorten(text, 72), x=_x(0), y=top + 12, class_="label")
    drawn = [
        _strip(top + _HEAD + _STRIP * (n + 0.5), mark, name, f"c{n % COLOURS}")
        for n, (mark, name) in enumerate(zip(marks, names, strict=True))
    ]
    return join([words, *drawn])


def _strip(y: float, mark: Strip, name: str, colour: str) -> Markup:
    parts = [tag("line", x1=_x(0), x2=_x(1), y1=y, y2=y, class_="rail thin")]
    if not math.isnan(mark.low):
        parts.append(tag("line", x1=_x(mark.low), x2=_x(mark.high), y1=y, y2=y, class_=f"whisker {colour}"))
    parts += [tag("circle", cx=_x(point), cy=y, r=2.4, class_=f"dot small {colour}") for point in mark.points]
    hint = tag("title", f"{name}: {mark.middle:.2f} ({', '.join(f'{point:.2f}' for point in mark.points)})")
    return join([*parts, tag("circle", hint, cx=_x(mark.middle), cy=y, r=5.5, class_=f"dot ring {colour}")])


def _level(value: float, bottom: float) -> Markup:
    line = tag("line", x1=_x(value), x2=_x(value), y1=_HEAD - 4, y2=bottom, class_="grid")
    return join([line, tag("text", f"{value:g}", x=_x(value), y=bottom + 18, class_="tick middle")])


def _x(value: float) -> float:
    return _LEFT + value * (_WIDTH - _LEFT - _RIGHT)
