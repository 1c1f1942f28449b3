"""Mean success on the tasks seen so far, stage by stage, one line per method."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from .svg import join, path, picture, shorten, tag, thin

COLOURS = 8  # the style sheet has as many
_WIDTH, _HEIGHT = 560.0, 280.0  # [pixel]
_LEFT, _RIGHT, _TOP, _BOTTOM = 34.0, 160.0, 14.0, 42.0
_APART = 17.0  # smallest distance of two names


def lines(
    series: Sequence[tuple[str, Sequence[float]]],
    axis_title: str = "tasks seen so far",
    label: str = "Mean success on the tasks seen so far, after each stage",
    ticks: Sequence[object] | None = None,
) -> Markup:
    """Return the drawing of (name, values by stage); names stand at the ends of the lines.

    Args:
        series: the lines.
        axis_title: of the stages.
        label: read out instead of the drawing.
        ticks: what each stage is called; None = 1, 2, ...
    """
    stages = max(len(values) for _, values in series)
    called = range(1, stages + 1) if ticks is None else ticks
    axis = [_level(v) for v in (0.0, 0.25, 0.5, 0.75, 1.0)]
    axis += [_tick(i, stages, called[i]) for i in range(0, stages, thin(stages))]
    under = tag("text", axis_title, x=_x(0, stages), y=_HEIGHT - 6, class_="tick")
    curves = [_curve(n, values, stages) for n, (_, values) in enumerate(series)]
    return picture(_WIDTH, _HEIGHT, *axis, under, *curves, *_names(series, stages), label=label)


def _curve(n: int, values: Sequence[float], stages: int) -> Markup:
    points = [(_x(i, stages), _y(value)) for i, value in enumerate(values) if not math.isnan(value)]
    if not points:
        return Markup("")
    colour = f"c{n % COLOURS}"
    dots = [tag("circle", cx=x, cy=y, r=3.6, class_=f"dot {colour}") for x, y in points]
    return join([tag("path", d=path(points), class_=f"line {colour}"), *dots])


def _names(series: Sequence[tuple[str, Sequence[float]]], stages: int) -> list[Markup]:
    """Return the names beside the last points, moved apart where they would touch."""
    ends = sorted((_y(values[-1]), n, name) for n, (name, values) in enumerate(series) if not math.isnan(values[-1]))
    x = _x(stages - 1, stages) + 12
    place = {"x": x, "dy": ".35em"}
    return [
        tag("text", tag("title", name), shorten(name, 20), **place, y=y, class_=f"name c{n % COLOURS}")
        for (_, n, name), y in zip(ends, _apart([y for y, _, _ in ends]), strict=True)
    ]


def _apart(heights: Sequence[float]) -> list[float]:
    """Return sorted heights moved as little as keeps them apart: downwards first, then up from the lower edge."""
    spread: list[float] = []
    for y in heights:
        spread.append(max(y, spread[-1] + _APART) if spread else y)
    edge = _HEIGHT - _BOTTOM
    for n in reversed(range(len(spread))):
        spread[n] = min(spread[n], edge)
        edge = spread[n] - _APART
    return spread


def _level(value: float) -> Markup:
    y = _y(value)
    line = tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_="grid")
    return join([line, tag("text", f"{value:g}", x=_LEFT - 8, y=y, dy=".35em", class_="tick end")])


def _tick(i: int, stages: int, called: object) -> Markup:
    return tag("text", str(called), x=_x(i, stages), y=_HEIGHT - _BOTTOM + 20, class_="tick middle")


def _x(stage: float, stages: int) -> float:
    return _LEFT + 10 + stage / max(stages - 1, 1) * (_WIDTH - _LEFT - _RIGHT - 20)


def _y(value: float) -> float:
    return _TOP + (1 - value) * (_HEIGHT - _TOP - _BOTTOM)
