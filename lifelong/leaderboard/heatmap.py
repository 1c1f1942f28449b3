"""The success matrix as a heat map."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from ..matrix import Counts
from ..statistics import wilson
from .svg import join, picture, shorten, tag

LEVELS = 21  # shades; the style sheet gives each a colour for light and for dark pages
_WIDEST = 52.0  # side of a cell [pixel]
_NUMBERS_FROM = 26.0  # cells smaller than this are not labelled
_ROW_LETTERS, _COLUMN_LETTERS = 34, 20


def heatmap(counts: Counts, instructions: Sequence[str]) -> Markup:
    """Return the drawing: rows are stages, columns are tasks in the order of the stream; the diagonal is framed."""
    size = len(instructions)
    side = min(_WIDEST, 520 / size)
    rows = [shorten(text, _ROW_LETTERS) for text in instructions]
    left = 34 + 6.7 * max(map(len, rows))
    top = 118.0 if side >= _NUMBERS_FROM else 12.0
    cells = [cell(counts, i, j, left, top, side) for i in range(size) for j in range(size)]
    names = [_names(n, text, left, top, side) for n, text in enumerate(instructions)] if side > 11 else []
    frames = [frame(n, left, top, side) for n in range(size)]
    width, height = left + size * side + 84, top + size * side + 4
    return picture(width, height, *cells, *frames, *names, label="Success matrix: after each stage, on each task")


def cell(counts: Counts, i: int, j: int, left: float, top: float, side: float) -> Markup:
    """Return one square with its number, if it is large enough, and its interval as a hint."""
    x, y, gap = left + j * side, top + i * side, 1.0
    box = {"x": x + gap, "y": y + gap, "width": side - 2 * gap, "height": side - 2 * gap, "rx": min(4.0, side / 8)}
    episodes, successes = int(counts.episodes[i, j]), int(counts.successes[i, j])
    if not episodes:
        return tag("rect", **box, class_="unseen")
    rate = successes / episodes
    low, high = wilson(successes, episodes)
    hint = tag("title", f"after stage {i + 1}, task {j + 1}: {successes} of {episodes} ({low:.2f} to {high:.2f})")
    level = round(rate * (LEVELS - 1))
    parts = [tag("rect", hint, **box, class_=f"heat h{level}")]
    if side >= _NUMBERS_FROM:
        words = {"x": x + side / 2, "y": y + side / 2, "dy": ".36em", "class_": f"cell t{level}"}
        parts.append(tag("text", f"{rate:.2f}".removeprefix("0") if 0 < rate < 1 else f"{rate:.0f}", **words))
    return join(parts)


def frame(n: int, left: float, top: float, side: float) -> Markup:
    """Return the frame of a square on the diagonal."""
    return tag(
        "rect",
        x=left + n * side + 1,
        y=top + n * side + 1,
        width=side - 2,
        height=side - 2,
        rx=min(4.0, side / 8),
        class_="own",
    )


def _names(n: int, text: str, left: float, top: float, side: float) -> Markup:
    """Return the row's and the column's label."""
    row = tag(
        "text",
        tag("title", text),
        tag("tspan", f"{n + 1}  ", class_="strong"),
        shorten(text, _ROW_LETTERS),
        x=left - 10,
        y=top + (n + 0.5) * side,
        dy=".35em",
        class_="label end",
    )
    if side < _NUMBERS_FROM:
        return row
    x, y = left + (n + 0.5) * side, top - 8
    words = [tag("title", text), tag("tspan", f"{n + 1}  ", class_="strong"), shorten(text, _COLUMN_LETTERS)]
    return join([row, tag("text", *words, x=x, y=y, transform=f"rotate(-38 {x:.1f} {y:.1f})", class_="label")])
