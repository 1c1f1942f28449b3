"""Success on every task after the whole stream, one dot per method."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from .lines import COLOURS
from .svg import join, picture, shorten, tag

_WIDTH, _LEFT, _RIGHT = 560.0, 14.0, 14.0  # [pixel]
_ROW, _TOP, _FOOT = 44.0, 8.0, 34.0
_TOUCH = 0.015  # successes closer than this have dots that cover each other


def dots(methods: Sequence[tuple[str, Mapping[int, float]]], instructions: Mapping[int, str]) -> Markup:
    """Return the drawing.

    Args:
        methods: (name, task -> success); the colours are those of the lines.
        instructions: task -> sentence, in the order of the rows.
    """
    bottom = _TOP + _ROW * len(instructions)
    axis = [_level(v, bottom) for v in (0.0, 0.25, 0.5, 0.75, 1.0)]
    rows = [_row(n, task, text, methods) for n, (task, text) in enumerate(instructions.items())]
    return picture(_WIDTH, bottom + _FOOT, *axis, *rows, label="Success on every task after the whole stream")


def _row(n: int, task: int, text: str, methods: Sequence[tuple[str, Mapping[int, float]]]) -> Markup:
    y = _TOP + _ROW * n
    rates = [(m, name, final.get(task, math.nan)) for m, (name, final) in enumerate(methods)]
    rail = tag("line", x1=_x(0), x2=_x(1), y1=y + 28, y2=y + 28, class_="rail")
    words = tag("text", tag("title", text), shorten(text, 72), x=_x(0), y=y + 12, class_="label")
    marks, before = [], list[float]()
    for m, name, rate in rates:
        if not math.isnan(rate):
            under = min(sum(abs(rate - other) < _TOUCH for other in before), 2)  # none hides another
            hint = tag("title", f"{name}: {rate:.2f}")
            marks.append(
                tag("circle", hint, cx=_x(rate), cy=y + 28 + 5 * under, r=6, class_=f"dot ring c{m % COLOURS}")
            )
            before.append(rate)
    return join([rail, words, *reversed(marks)])


def _level(value: float, bottom: float) -> Markup:
    x = _x(value)
    line = tag("line", x1=x, x2=x, y1=_TOP + 18, y2=bottom, class_="grid")
    return join([line, tag("text", f"{value:g}", x=x, y=bottom + 18, class_="tick middle")])


def _x(value: float) -> float:
    return _LEFT + value * (_WIDTH - _LEFT - _RIGHT)
