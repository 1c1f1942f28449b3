"""The life of every skill: how it was learned, and what became of it while others were learned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from ..matrix import Counts
from ..statistics import wilson
from .svg import join, path, picture, shorten, tag, thin

_WIDTH, _LEFT, _RIGHT = 560.0, 30.0, 12.0  # [pixel]
_PANEL, _HEAD, _FOOT = 58.0, 28.0, 34.0  # heights [pixel]


_Points = tuple[Sequence[int], Counts]


def lives(success: Counts, learning: _Points, within: _Points, instructions: Sequence[str]) -> Markup:
    """Return one panel per task; from left to right run the stages, and the task's own stage is shaded.

    In the own stage: the learning curve on validation states; in later ones, if they were evaluated there, the success
    within the stage on the same states. Dots: success on the test states after each stage with 95 % Wilson intervals;
    hollow where the task had not been learned yet.

    Args:
        success: (K, K) after each stage.
        learning: the points and the (K, E) learning curves, the last point at the end of the stage.
        within: the points and the (K, E, K) success on the tasks before.
        instructions: in the order of the stream.
    """
    size = len(instructions)
    panels = [_Panel(n, size).draw(success, learning, within, instructions[n]) for n in range(size)]
    axis = [_stage(n, size) for n in range(0, size, thin(size))]
    caption = tag("text", "stage", x=_LEFT, y=_height(size) - 2, class_="tick")
    label = "Learning and forgetting of each task"
    return picture(_WIDTH, _height(size), *panels, *axis, caption, label=label)


class _Panel:
    """Draws one task; x goes over the stages, y from failure to success."""

    def __init__(self, n: int, size: int) -> None:
        self.n, self.size = n, size
        self.top = n * (_PANEL + _HEAD) + _HEAD

    def x(self, stages: float) -> float:
        return _across(stages, self.size)

    def y(self, rate: float) -> float:
        return self.top + (1 - rate) * (_PANEL - 8) + 4

    def draw(self, success: Counts, learning: _Points, within: _Points, text: str) -> Markup:
        own = tag("rect", x=self.x(self.n), y=self.top, width=self.x(1) - self.x(0), height=_PANEL, class_="stage")
        title = [tag("title", text), tag("tspan", f"{self.n + 1}  ", class_="strong"), shorten(text, 72)]
        head = tag("text", *title, x=_LEFT, y=self.top - 6, class_="label")
        epochs, counts = learning
        last = epochs[-1] if epochs else 0
        inside, old = within
        curves = [self._curve(self.n, last, epochs, counts.success[self.n])]
        curves += [self._curve(i, last, inside, old.success[i, :, self.n]) for i in range(self.n + 1, self.size)]
        return join([own, *self._grid(), head, *curves, *self._kept(success)])

    def _grid(self) -> list[Markup]:
        ends = {"x1": self.x(0), "x2": self.x(self.size)}
        lines = [tag("line", **ends, y1=self.y(v), y2=self.y(v), class_="grid") for v in (0.0, 0.5, 1.0)]
        numbers = [(1.0, "1"), (0.0, "0")]
        return lines + [
            tag("text", word, x=_LEFT - 6, y=self.y(v), dy=".35em", class_="tick end") for v, word in numbers
        ]

    def _curve(self, stage: int, last: int, epochs: Sequence[int], rates: NDArray[np.float64]) -> Markup:
        """Return success at the points of a stage, whose last one is `last`."""
        known = [
            (self.x(stage + epoch / max(last, 1)), self.y(rate))
            for epoch, rate in zip(epochs, rates, strict=True)
            if not np.isnan(rate)
        ]
        if not known:
            return Markup("")
        dots = [tag("circle", cx=x, cy=y, r=1.8, class_="dot soft") for x, y in known]
        return join([tag("path", d=path(known), class_="line soft"), *dots])

    def _kept(self, success: Counts) -> list[Markup]:
        """Return the dots after each stage, joined from the own stage on."""
        pairs = zip(success.episodes[:, self.n].tolist(), success.successes[:, self.n].tolist(), strict=True)
        column = [(i, e, s) for i, (e, s) in enumerate(pairs) if e]
        line = [(self.x(i + 1), self.y(s / e)) for i, e, s in column if i >= self.n]
        parts = [tag("path", d=path(line), class_="line")] if len(line) > 1 else []
        for i, e, s in column:
            low, high = wilson(s, e)
            hint = tag("title", f"after stage {i + 1}: {s} of {e} ({low:.2f} to {high:.2f})")
            x = self.x(i + 1)
            parts.append(tag("line", x1=x, x2=x, y1=self.y(low), y2=self.y(high), class_="whisker"))
            kind = "dot" if i >= self.n else "dot hollow"
            parts.append(tag("circle", hint, cx=x, cy=self.y(s / e), r=3.6, class_=kind))
        return parts


def _stage(n: int, size: int) -> Markup:
    return tag("text", str(n + 1), x=_across(n + 0.5, size), y=_height(size) - 12, class_="tick middle")


def _across(stages: float, size: int) -> float:
    return _LEFT + stages / size * (_WIDTH - _LEFT - _RIGHT)


def _height(size: int) -> float:
    return size * (_PANEL + _HEAD) + _FOOT
