"""The success matrix of one order, small enough to stand beside those of the others."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from ..leaderboard.heatmap import cell, frame
from ..leaderboard.svg import join, picture, tag
from ..matrix import Counts

_SIDE, _LEFT, _TOP = 230.0, 26.0, 22.0  # [pixel]
_WIDEST = 46.0


def small(counts: Counts, order: Sequence[int], label: str) -> Markup:
    """Return the drawing: rows are stages, columns tasks in the order of the stream, called by their number."""
    side = min(_WIDEST, _SIDE / len(order))
    places = range(len(order))
    cells = [cell(counts, i, j, _LEFT, _TOP, side) for i in places for j in places]
    frames = [frame(n, _LEFT, _TOP, side) for n in places]
    names = [_names(n, task, side) for n, task in enumerate(order)] if side > 11 else []
    across = side * len(order)
    return picture(_LEFT + across + 4, _TOP + across + 4, *cells, *frames, *names, label=label)


def _names(n: int, task: int, side: float) -> Markup:
    """Return the row's and the column's number."""
    middle = (n + 0.5) * side
    row = tag("text", str(task), x=_LEFT - 7, y=_TOP + middle, dy=".35em", class_="tick end")
    return join([row, tag("text", str(task), x=_LEFT + middle, y=_TOP - 7, class_="tick middle")])
