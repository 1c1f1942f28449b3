"""The painted side of a toy block, and pencils side by side."""

from __future__ import annotations

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from .drawing import WHITE, Ink, drawn, rgb, write
from .kept import kept
from .noise import Image, to_bytes

PENCILS: tuple[Ink, ...] = (
    (0.80, 0.16, 0.14), (0.95, 0.75, 0.15), (0.20, 0.55, 0.28), (0.16, 0.35, 0.70), (0.90, 0.48, 0.14),
    (0.48, 0.24, 0.56),
)  # fmt: skip


@kept
def letter(sign: str, ink: Ink, size: int = 128) -> Image:
    """Return one side of a toy block (size, size, 3): a letter in a pale square with a coloured edge."""
    picture = Pillow.new("RGB", (size, size), rgb(ink))
    draw = ImageDraw.Draw(picture)
    edge = 0.16 * size
    draw.rounded_rectangle((edge, edge, size - edge, size - edge), 0.06 * size, fill=rgb(WHITE))
    write(draw, sign, (size // 2, size // 2), 0.8 * size, 0.74 * size, ink)
    return drawn(picture)


@kept
def pencils(seed: int, size: int = 256) -> Image:
    """Return a row of coloured pencils (size, size, 3) that repeats along u: tips at v = 1, a band below v = 0.2."""
    order = np.random.default_rng(seed).permutation(len(PENCILS))
    v, u = np.meshgrid(
        (np.arange(size)[::-1] + 0.5) / size, (np.arange(size) + 0.5) / size * 2 * len(order), indexing="ij"
    )
    place = u % 1
    picture = np.asarray(PENCILS)[order][u.astype(int) % len(order)]
    picture = picture * np.where(place < 0.33, 1.12, np.where(place < 0.66, 1.0, 0.82))[..., None]
    wooden = v > 0.70 + 0.03 * np.abs(np.sin(3 * np.pi * place))
    picture[wooden] = (0.90, 0.76, 0.54)
    outside = np.abs(place - 0.5) > 0.5 * np.clip((0.98 - v) / 0.28, 0, 1)
    picture[wooden & outside] = (0.30, 0.34, 0.40)
    picture[v < 0.18] = (0.30, 0.34, 0.40)
    return to_bytes(picture)
