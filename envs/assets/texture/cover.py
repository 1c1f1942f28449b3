"""The cover of a book."""

from __future__ import annotations

from PIL import Image as Pillow
from PIL import ImageDraw

from .drawing import Ink, drawn, rgb, write
from .kept import kept
from .noise import Image

# Parts of the picture (u0, v0, u1, v1): a cover, the spine, and the plain edge of the board.
COVER = (0.0, 0.0, 0.75, 1.0)
SPINE = (0.75, 0.0, 0.97, 1.0)
EDGE = (0.975, 0.2, 0.995, 0.8)


@kept
def cover(word: str, ink: Ink, accent: Ink, seed: int, size: int = 256) -> Image:
    """Return a book's cover and spine (size, size, 3), laid out as in `COVER` and `SPINE`."""
    picture = Pillow.new("RGB", (size, size), rgb(ink))
    draw = ImageDraw.Draw(picture)
    wide = COVER[2] * size
    draw.rectangle((0.09 * wide, 0.06 * size, 0.91 * wide, 0.94 * size), outline=rgb(accent), width=5)
    draw.rectangle((0.09 * wide, 0.18 * size, 0.91 * wide, 0.42 * size), fill=rgb(accent))
    write(draw, word, (int(0.50 * wide), int(0.30 * size)), 0.70 * wide, 0.17 * size, ink)
    x, y, radius = 0.50 * wide, 0.68 * size, 0.15 * size
    if seed % 2:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=rgb(accent))
    else:
        draw.polygon([(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)], fill=rgb(accent))
    left, right = SPINE[0] * size, SPINE[2] * size
    for low, high in ((0.08, 0.12), (0.20, 0.46), (0.86, 0.92)):
        draw.rectangle((left, low * size, right, high * size), fill=rgb(accent))
    return drawn(picture)
