"""What is printed on packaging to say what is inside: bold shapes that a few pixels can show."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import ImageDraw

from .drawing import WHITE, Ink, Point, around, dark, rgb

Draw = ImageDraw.ImageDraw
LEAF: Ink = (0.25, 0.48, 0.18)


def emblem(draw: Draw, name: str, middle: Point, radius: float, ink: Ink, seed: int = 0) -> None:
    """Draw one of `EMBLEMS` in a colour into a circle [pixel]."""
    EMBLEMS[name](draw, middle, radius, ink, seed)


def _crumbs(draw: Draw, middle: Point, radius: float, ink: Ink, seed: int) -> None:
    rng = np.random.default_rng(seed)
    crumb = 0.07 / 0.36 * radius
    for angle, reach in zip(rng.uniform(0, 2 * np.pi, 26), np.sqrt(rng.uniform(0, 0.55, 26)), strict=True):
        place = middle[0] + reach * radius * np.cos(angle), middle[1] + reach * radius * np.sin(angle)
        draw.ellipse(around(place, crumb, crumb), fill=rgb(ink), outline=rgb(dark(ink)), width=3)


def _fruit(draw: Draw, middle: Point, radius: float, ink: Ink, seed: int) -> None:
    x, y = middle
    size = (0.66 + 0.04 * (seed % 3)) * radius
    draw.ellipse(around((x, y + 0.12 * radius), size, size), fill=rgb(ink))
    draw.ellipse(around((x - 0.25 * radius, y - 0.12 * radius), 0.13 * radius, 0.13 * radius), fill=rgb(WHITE))
    draw.ellipse(around((x + 0.22 * radius, y - 0.68 * radius), 0.34 * radius, 0.16 * radius), fill=rgb(LEAF))


def _mound(draw: Draw, middle: Point, radius: float, ink: Ink, seed: int) -> None:
    """Draw something soft on a plate, in three rounds."""
    x, y = middle
    draw.ellipse(around((x, y + 0.50 * radius), 0.85 * radius, 0.20 * radius), fill=rgb(dark(ink)))
    for level, wide in enumerate((0.66, 0.50, 0.28)):
        place = x + 0.03 * radius * (seed % 3 - 1) * level, y + (0.32 - 0.32 * level) * radius
        draw.ellipse(around(place, wide * radius, 0.30 * radius), fill=rgb(ink), outline=rgb(dark(ink)), width=2)


def _drop(draw: Draw, middle: Point, radius: float, ink: Ink, seed: int) -> None:
    x, y = middle
    size = (0.48 + 0.04 * (seed % 3)) * radius
    draw.polygon(
        [(x, y - 0.95 * radius), (x + 0.92 * size, y + 0.12 * radius), (x - 0.92 * size, y + 0.12 * radius)], rgb(ink)
    )
    draw.ellipse(around((x, y + 0.30 * radius), size, size), fill=rgb(ink))


def _grapes(draw: Draw, middle: Point, radius: float, ink: Ink, seed: int) -> None:
    x, y = middle
    for row, count in enumerate((4, 3, 2, 1)):
        for index in range(count):
            place = x + 0.42 * radius * (index - (count - 1) / 2), y + (0.38 * row - 0.50) * radius
            draw.ellipse(around(place, 0.24 * radius, 0.24 * radius), fill=rgb(ink))
    side = 1 if seed % 2 else -1
    draw.ellipse(around((x + side * 0.25 * radius, y - 0.82 * radius), 0.34 * radius, 0.15 * radius), fill=rgb(LEAF))


def _leaf(draw: Draw, middle: Point, radius: float, ink: Ink, seed: int) -> None:
    x, y = middle
    for turn in (-0.9, 0.0, 0.9):
        side, up = np.sin(turn), np.cos(turn)
        place = x + 0.45 * radius * side, y + (0.30 - 0.50 * up) * radius
        draw.ellipse(around(place, 0.30 * radius, (0.42 + 0.03 * (seed % 3)) * radius), fill=rgb(ink))
    draw.line((x, y, x, y + 0.9 * radius), fill=rgb(dark(ink)), width=max(2, round(0.12 * radius)))


EMBLEMS: dict[str, Callable[[Draw, Point, float, Ink, int], None]] = {
    "crumbs": _crumbs,
    "fruit": _fruit,
    "mound": _mound,
    "drop": _drop,
    "grapes": _grapes,
    "leaf": _leaf,
}
