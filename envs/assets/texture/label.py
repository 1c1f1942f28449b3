"""Printed packaging: the skin of a tin and the six sides of a carton."""

from __future__ import annotations

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from .kept import kept
from .noise import Image

Ink = tuple[float, float, float]

WHITE: Ink = (0.95, 0.94, 0.90)
SILVER: Ink = (0.70, 0.71, 0.73)
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
    picture = Pillow.new("RGB", (width, height), _rgb(SILVER))
    draw = ImageDraw.Draw(picture)
    low, high = height * (1 - TIN_V[2]), height * (1 - TIN_V[3])
    band = low - high
    draw.rectangle((0, high, width, low), fill=_rgb(ink))
    style = seed % 3
    draw.rectangle((0, high + 0.36 * band, width, high + 0.80 * band), fill=_rgb(WHITE if style else _dark(ink)))
    draw.rectangle((0, high + 0.30 * band, width, high + 0.33 * band), fill=_rgb((0.85, 0.70, 0.30)))
    for middle in (width // 4, 3 * width // 4):
        _word(draw, word, (middle, int(high + 0.58 * band)), 0.42 * width, 0.30 * band, ink if style else WHITE)
        _badge(draw, (middle, int(high + 0.15 * band)), 0.09 * band, WHITE)
    for row in range(0, int(height * (1 - TIN_V[4]))):  # the lid, pressed in rings
        v = 1 - row / height
        ring = 0.62 + 0.10 * np.sin(50 * v) if v > 0.84 else 0.78
        draw.line((0, row, width, row), fill=_rgb((ring, ring, ring * 1.02)))
    return _bytes(picture)


@kept
def carton(word: str, ink: Ink, accent: Ink, seed: int, size: int = 512) -> Image:
    """Return the six sides of a carton (size, size, 3), laid out as in `CARTON`."""
    picture = Pillow.new("RGB", (size, size), _rgb(ink))
    draw = ImageDraw.Draw(picture)
    for side in ("front", "back"):
        _front(draw, _pixels(side, size), word, ink, accent, seed)
    for side in ("left", "right"):
        x0, y0, x1, y1 = _pixels(side, size)
        draw.rectangle((x0, y0, x1, y1), fill=_rgb(ink))
        draw.rectangle((x0, y0 + 0.08 * (y1 - y0), x1, y0 + 0.34 * (y1 - y0)), fill=_rgb(accent))
        draw.rectangle((x0 + 8, y0 + 0.42 * (y1 - y0), x1 - 8, y1 - 24), fill=_rgb(WHITE))
        for line in range(9):
            y = y0 + (0.46 + 0.05 * line) * (y1 - y0)
            draw.line((x0 + 14, y, x1 - 14 - 9 * (line % 3), y), fill=_rgb((0.35, 0.35, 0.35)), width=3)
    x0, y0, x1, y1 = _pixels("top", size)
    draw.rectangle((x0, y0, x1, y1), fill=_rgb(accent))
    draw.line((x0, (y0 + y1) / 2, x1, (y0 + y1) / 2), fill=_rgb(ink), width=4)
    _word(draw, word, (int((x0 + x1) / 2), int(y0 + 0.26 * (y1 - y0))), 0.7 * (x1 - x0), 0.36 * (y1 - y0), WHITE)
    return _bytes(picture)


def _front(
    draw: ImageDraw.ImageDraw, place: tuple[float, float, float, float], word: str, ink: Ink, accent: Ink, seed: int
) -> None:
    """Draw the large side of a carton: a title on a band, below it a dish of what is inside."""
    x0, y0, x1, y1 = place
    width, height = x1 - x0, y1 - y0
    draw.rectangle(place, fill=_rgb(ink))
    draw.rectangle((x0, y0 + 0.08 * height, x1, y0 + 0.34 * height), fill=_rgb(accent))
    _word(draw, word, (int(x0 + width / 2), int(y0 + 0.21 * height)), 0.86 * width, 0.22 * height, WHITE)
    x, y, radius = x0 + width / 2, y0 + 0.66 * height, 0.36 * width
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_rgb(WHITE), outline=_rgb(accent), width=6)
    rng = np.random.default_rng(seed)
    crumb = 0.07 * width
    for angle, reach in zip(rng.uniform(0, 2 * np.pi, 26), np.sqrt(rng.uniform(0, 0.55, 26)), strict=True):
        u, v = x + reach * radius * np.cos(angle), y + reach * radius * np.sin(angle)
        spot = (u - crumb, v - crumb, u + crumb, v + crumb)
        draw.ellipse(spot, fill=_rgb((0.80, 0.58, 0.28)), outline=_rgb((0.50, 0.30, 0.12)), width=3)


def _word(draw: ImageDraw.ImageDraw, word: str, middle: tuple[int, int], width: float, height: float, ink: Ink) -> None:
    """Write a word as large as fits into width x height [pixel]."""
    size = height
    while size > 8 and draw.textlength(word, font=ImageFont.load_default(size)) > width:
        size *= 0.92
    draw.text(middle, word, fill=_rgb(ink), font=ImageFont.load_default(size), anchor="mm", stroke_width=1)


def _badge(draw: ImageDraw.ImageDraw, middle: tuple[int, int], radius: float, ink: Ink) -> None:
    x, y = middle
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_rgb(ink))


def _pixels(side: str, size: int) -> tuple[float, float, float, float]:
    u0, v0, u1, v1 = CARTON[side]
    return u0 * size, (1 - v1) * size, u1 * size - 1, (1 - v0) * size - 1


def _dark(ink: Ink) -> Ink:
    return ink[0] * 0.6, ink[1] * 0.6, ink[2] * 0.6


def _rgb(ink: Ink) -> tuple[int, int, int]:
    red, green, blue = (round(255 * min(1.0, value)) for value in ink)
    return red, green, blue


def _bytes(picture: Pillow.Image) -> Image:
    image = np.asarray(picture, dtype=np.uint8).copy()
    image.setflags(write=False)
    return image
