"""Printed packaging: the skin of a tin and the six sides of a carton."""

from __future__ import annotations

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from .drawing import WHITE, Ink, Point, around, dark, drawn, rgb, write
from .emblem import emblem
from .kept import kept
from .noise import Image

SILVER: Ink = (0.70, 0.71, 0.73)
BISCUIT: Ink = (0.80, 0.58, 0.28)
# Rows of a tin's picture from the bottom: underside, lower seam, label, upper seam, lid (v of `mesh.lathe`).
TIN_V = (0.0, 0.02, 0.06, 0.78, 0.82, 1.0)
# Parts of a carton's picture (u0, v0, u1, v1) by side of `mesh.box`.
CARTON = {
    "front": (0.00, 0.20, 0.36, 1.00),
    "right": (0.36, 0.20, 0.50, 1.00),
    "back": (0.50, 0.20, 0.86, 1.00),
    "left": (0.86, 0.20, 1.00, 1.00),
    "top": (0.00, 0.00, 0.36, 0.20),
    "bottom": (0.50, 0.00, 0.86, 0.20),
}


@kept
def tin(word: str, ink: Ink, seed: int, width: int = 512, height: int = 256) -> Image:
    """Return a can's skin (height, width, 3): a label with a word twice around, silver seams and a ringed lid."""
    picture = Pillow.new("RGB", (width, height), rgb(SILVER))
    draw = ImageDraw.Draw(picture)
    low, high = height * (1 - TIN_V[2]), height * (1 - TIN_V[3])
    band = low - high
    draw.rectangle((0, high, width, low), fill=rgb(ink))
    style = seed % 3
    draw.rectangle((0, high + 0.36 * band, width, high + 0.80 * band), fill=rgb(WHITE if style else dark(ink)))
    draw.rectangle((0, high + 0.30 * band, width, high + 0.33 * band), fill=rgb((0.85, 0.70, 0.30)))
    for middle in (width // 4, 3 * width // 4):
        write(draw, word, (middle, int(high + 0.58 * band)), 0.42 * width, 0.30 * band, ink if style else WHITE)
        _badge(draw, (middle, int(high + 0.15 * band)), 0.09 * band, WHITE)
    for row in range(0, int(height * (1 - TIN_V[4]))):  # the lid, pressed in rings
        v = 1 - row / height
        ring = 0.62 + 0.10 * np.sin(50 * v) if v > 0.84 else 0.78
        draw.line((0, row, width, row), fill=rgb((ring, ring, ring * 1.02)))
    return drawn(picture)


@kept
def carton(
    word: str, ink: Ink, accent: Ink, seed: int, sign: str = "crumbs", tint: Ink = BISCUIT, size: int = 512
) -> Image:
    """Return the six sides of a carton (size, size, 3), laid out as in `CARTON`.

    Args:
        word: its title, in white on a band.
        ink: colour of the carton.
        accent: colour of the band.
        seed: of the details of the picture on the large sides.
        sign: what it shows, one of `emblem.EMBLEMS`.
        tint: colour of that.
        size: rows and columns.
    """
    picture = Pillow.new("RGB", (size, size), rgb(ink))
    draw = ImageDraw.Draw(picture)
    for side in ("front", "back"):
        middle, radius = _front(draw, _pixels(side, size), word, ink, accent)
        emblem(draw, sign, middle, radius, tint, seed)
    for side in ("left", "right"):
        x0, y0, x1, y1 = _pixels(side, size)
        draw.rectangle((x0, y0, x1, y1), fill=rgb(ink))
        draw.rectangle((x0, y0 + 0.08 * (y1 - y0), x1, y0 + 0.34 * (y1 - y0)), fill=rgb(accent))
        draw.rectangle((x0 + 8, y0 + 0.42 * (y1 - y0), x1 - 8, y1 - 24), fill=rgb(WHITE))
        for line in range(9):
            y = y0 + (0.46 + 0.05 * line) * (y1 - y0)
            draw.line((x0 + 14, y, x1 - 14 - 9 * (line % 3), y), fill=rgb((0.35, 0.35, 0.35)), width=3)
    x0, y0, x1, y1 = _pixels("top", size)
    draw.rectangle((x0, y0, x1, y1), fill=rgb(accent))
    draw.line((x0, (y0 + y1) / 2, x1, (y0 + y1) / 2), fill=rgb(ink), width=4)
    write(draw, word, (int((x0 + x1) / 2), int(y0 + 0.26 * (y1 - y0))), 0.7 * (x1 - x0), 0.36 * (y1 - y0), WHITE)
    return drawn(picture)


def _front(
    draw: ImageDraw.ImageDraw, place: tuple[float, float, float, float], word: str, ink: Ink, accent: Ink
) -> tuple[Point, float]:
    """Draw the large side of a carton: a title on a band, below it a white disc; return its middle and radius."""
    x0, y0, x1, y1 = place
    width, height = x1 - x0, y1 - y0
    draw.rectangle(place, fill=rgb(ink))
    draw.rectangle((x0, y0 + 0.08 * height, x1, y0 + 0.34 * height), fill=rgb(accent))
    write(draw, word, (int(x0 + width / 2), int(y0 + 0.21 * height)), 0.86 * width, 0.22 * height, WHITE)
    middle, radius = (x0 + width / 2, y0 + 0.66 * height), 0.36 * width
    draw.ellipse(around(middle, radius, radius), fill=rgb(WHITE), outline=rgb(accent), width=6)
    return middle, radius


def _badge(draw: ImageDraw.ImageDraw, middle: Point, radius: float, ink: Ink) -> None:
    draw.ellipse(around(middle, radius, radius), fill=rgb(ink))


def _pixels(side: str, size: int) -> tuple[float, float, float, float]:
    u0, v0, u1, v1 = CARTON[side]
    return u0 * size, (1 - v1) * size, u1 * size - 1, (1 - v0) * size - 1
