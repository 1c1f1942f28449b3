"""Drawing with Pillow: colours 0..1, words as large as fit."""

from __future__ import annotations

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from .noise import Image

Ink = tuple[float, float, float]
Point = tuple[float, float]

WHITE: Ink = (0.95, 0.94, 0.90)


def rgb(ink: Ink) -> tuple[int, int, int]:
    """Return a colour as bytes."""
    red, green, blue = (round(255 * min(1.0, value)) for value in ink)
    return red, green, blue


def dark(ink: Ink) -> Ink:
    """Return a darker colour."""
    return ink[0] * 0.6, ink[1] * 0.6, ink[2] * 0.6


def around(middle: Point, x: float, y: float) -> tuple[float, float, float, float]:
    """Return the rectangle with these half sides around a point, as Pillow wants it."""
    return middle[0] - x, middle[1] - y, middle[0] + x, middle[1] + y


def write(draw: ImageDraw.ImageDraw, word: str, middle: tuple[int, int], width: float, height: float, ink: Ink) -> None:
    """Write a word as large as fits into width x height [pixel]."""
    size = height
    while size > 8 and draw.textlength(word, font=ImageFont.load_default(size)) > width:
        size *= 0.92
    draw.text(middle, word, fill=rgb(ink), font=ImageFont.load_default(size), anchor="mm", stroke_width=1)


def drawn(picture: Pillow.Image) -> Image:
    """Return what was drawn as a read-only picture of bytes."""
    image = np.asarray(picture, dtype=np.uint8).copy()
    image.setflags(write=False)
    return image
