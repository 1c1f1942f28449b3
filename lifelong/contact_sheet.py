"""A sheet of small pictures with words, in groups: how it is drawn, whatever the pictures show."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .lettering import cut, font, wrap

_INK, _SOFT, _PAPER = (28, 32, 38), (112, 118, 126), (250, 250, 248)
_MARGIN, _GAP, _TITLE, _HEADING, _ABOVE, _LINE, _SIZE = 18, 12, 46, 40, 20, 17, 13  # [pixel]
_MOST = 4  # lines below a picture
_WIDEST = 14  # columns that can still be read


@dataclass(frozen=True, eq=False)
class Cell:
    """One picture of a sheet.

    Attributes:
        picture: (H, H, 3) uint8; all of a sheet have the same H.
        above: one line, cut where it is too long.
        below: broken into lines.
    """

    picture: NDArray[np.uint8]
    above: str
    below: str


@dataclass(frozen=True)
class Grid:
    """The places on a sheet [pixel].

    Attributes:
        side: of a picture.
        columns: pictures beside each other.
        lines: of words below a picture.
    """

    side: int
    columns: int
    lines: int

    @property
    def step(self) -> tuple[int, int]:
        """How far it is from a cell to the next, to the right and down."""
        return self.side + _GAP, _ABOVE + self.side + self.lines * _LINE + _GAP + 4

    def size(self, groups: Mapping[str, Sequence[Cell]]) -> tuple[int, int]:
        """Return width and height of the sheet of some groups."""
        right, down = self.step
        rows = sum(-(-len(cells) // self.columns) for cells in groups.values())
        headings = _HEADING * sum(bool(name) for name in groups)
        return 2 * _MARGIN - _GAP + self.columns * right, _MARGIN + _TITLE + headings + rows * down


def columns_for(count: int) -> int:
    """Return how many columns make a sheet of so many cells about as wide as a screen."""
    return min(count, _WIDEST, max(3, round(math.sqrt(1.5 * count))))


def sheet(title: str, groups: Mapping[str, Sequence[Cell]], columns: int) -> Image.Image:
    """Draw cells row by row, group after group.

    Args:
        title: on top.
        groups: heading -> its cells; an empty heading is left out.
        columns: pictures beside each other.
    """
    cells = [cell for group in groups.values() for cell in group]
    side = len(cells[0].picture)
    grid = Grid(side, columns, max(len(_lines(cell, side)) for cell in cells))
    page = Image.new("RGB", grid.size(groups), _PAPER)
    draw = ImageDraw.Draw(page)
    draw.text((_MARGIN, _MARGIN + 8), title, fill=_INK, font=font(20, bold=True), anchor="lm")
    y = _TITLE
    for name, group in groups.items():
        if name:
            draw.text((_MARGIN, y + _HEADING / 2), name, fill=_INK, font=font(16, bold=True), anchor="lm")
            y += _HEADING
        for index, cell in enumerate(group):
            row, column = divmod(index, columns)
            _draw(page, draw, cell, (_MARGIN + column * grid.step[0], y + row * grid.step[1]), grid)
        y += -(-len(group) // columns) * grid.step[1]
    return page


def _draw(page: Image.Image, draw: ImageDraw.ImageDraw, cell: Cell, place: tuple[int, int], grid: Grid) -> None:
    """Draw one cell, its upper left corner at `place`."""
    (x, y), small = place, font(11)
    draw.text((x, y + _ABOVE / 2), cut(cell.above, small, grid.side), fill=_SOFT, font=small, anchor="lm")
    page.paste(Image.fromarray(cell.picture), (x, y + _ABOVE))
    for number, line in enumerate(_lines(cell, grid.side)):
        height = y + _ABOVE + grid.side + 3 + (number + 0.5) * _LINE
        draw.text((x, height), line, fill=_INK, font=font(_SIZE), anchor="lm")


def _lines(cell: Cell, side: int) -> list[str]:
    return wrap(cell.below, font(_SIZE), side, _MOST)
