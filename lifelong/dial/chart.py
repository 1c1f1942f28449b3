"""A measure over the dial: a line per algorithm, with intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from ..leaderboard.lines import COLOURS
from ..leaderboard.svg import join, path, picture, tag

_WIDTH, _HEIGHT = 520.0, 280.0  # [pixel]
_LEFT, _RIGHT, _TOP, _BOTTOM = 44.0, 14.0, 14.0, 42.0
_APART = 5.0  # between algorithms at one overlap [pixel]
_STEPS = (0.05, 0.1, 0.25, 0.5)  # between the lines of the grid


@dataclass(frozen=True)
class Mark:
    """A value at an overlap from 0 to 1, with an interval; NaN where it is not known."""

    overlap: float
    mean: float
    low: float
    high: float


def chart(series: Sequence[Sequence[Mark]], names: Sequence[str], title: str, label: str, lowest: float) -> Markup:
    """Return the drawing of a line per algorithm; the overlap goes to the right.

    Args:
        series: the marks of every algorithm, by overlap.
        names: of the algorithms; the colours are those of the other drawings.
        title: of the axis to the right.
        label: read out instead of the drawing.
        lowest: value that the measure can have; the highest is 1. Intervals end there.
    """
    # in this order NaN stays NaN
    series = [[replace(m, low=max(m.low, lowest), high=min(m.high, 1.0)) for m in marks] for marks in series]
    levels = _levels([value for marks in series for m in marks for value in (m.mean, m.low, m.high)])
    scale = _Scale(levels[0], levels[-1])
    grid = [_level(value, scale) for value in levels]
    ticks = [_tick(value) for value in (0.0, 0.25, 0.5, 0.75, 1.0)]
    under = tag("text", title, x=_x(0), y=_HEIGHT - 6, class_="tick")
    pairs = enumerate(zip(series, names, strict=True))
    lines = [_line(marks, name, n, _APART * (n - (len(names) - 1) / 2), scale) for n, (marks, name) in pairs]
    return picture(_WIDTH, _HEIGHT, *grid, *ticks, under, *lines, label=label)


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float

    def y(self, value: float) -> float:
        return _TOP + (self.high - value) / (self.high - self.low) * (_HEIGHT - _TOP - _BOTTOM)


def _levels(values: Sequence[float]) -> list[float]:
    """Return the heights of the grid's lines: round numbers around all values and around 0."""
    known = [0.0, *(value for value in values if not math.isnan(value))]
    span = max(known) - min(known)
    step = next((step for step in _STEPS if span / step <= 5), _STEPS[-1])
    low, high = math.floor(min(known) / step + 1e-9), math.ceil(max(known) / step - 1e-9)
    return [round(step * n, 4) for n in range(low, max(high, low + 1) + 1)]


def _line(marks: Sequence[Mark], name: str, number: int, aside: float, scale: _Scale) -> Markup:
    """Return one algorithm's line, a little aside so that its intervals do not lie on those of others."""
    colour = f"c{number % COLOURS}"
    known = [mark for mark in marks if not math.isnan(mark.mean)]
    if not known:
        return Markup("")
    parts = [
        tag("path", d=path((_x(mark.overlap) + aside, scale.y(mark.mean)) for mark in known), class_=f"line {colour}")
    ]
    for mark in known:
        x = _x(mark.overlap) + aside
        if not math.isnan(mark.low):
            ends = {"y1": scale.y(mark.low), "y2": scale.y(mark.high)}
            parts.append(tag("line", x1=x, x2=x, **ends, class_=f"whisker {colour}"))
        hint = tag("title", f"{name}: {mark.mean:.2f} at {mark.overlap:.2f}")
        parts.append(tag("circle", hint, cx=x, cy=scale.y(mark.mean), r=4.5, class_=f"dot {colour}"))
    return join(parts)


def _level(value: float, scale: _Scale) -> Markup:
    y = scale.y(value)
    line = tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_="grid")
    return join([line, tag("text", f"{value:g}", x=_LEFT - 8, y=y, dy=".35em", class_="tick end")])


def _tick(value: float) -> Markup:
    return tag("text", f"{value:g}", x=_x(value), y=_HEIGHT - _BOTTOM + 20, class_="tick middle")


def _x(overlap: float) -> float:
    return _LEFT + 10 + overlap * (_WIDTH - _LEFT - _RIGHT - 20)
