"""Fronts of kitchen machines: dark glass with reflections, and panels of keys."""

from __future__ import annotations

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from .kept import kept
from .noise import Image, to_bytes

_DARK, _KEY, _LIT = (38, 40, 44), (176, 178, 180), (90, 235, 150)


@kept
def glass(seed: int, size: int = 128) -> Image:
    """Return a dark pane (size, size, 3): lighter towards the top, with two slanting reflections, in a grey frame."""
    rng = np.random.default_rng(seed)
    down, across = np.mgrid[0:size, 0:size] / size
    light = 0.10 + 0.14 * (1 - down) ** 2
    slant = across + 0.55 * down
    for middle, width in ((rng.uniform(0.45, 0.65), 0.10), (rng.uniform(0.85, 1.0), 0.045)):
        light += 0.20 / (1 + np.exp((np.abs(slant - middle) - width) * 120))
    edge = np.minimum(np.minimum(down, 1 - down), np.minimum(across, 1 - across)) < 0.03
    return to_bytes(np.where(edge, 0.40, light)[..., None] * np.array([0.88, 1.0, 1.10]))


@kept
def keypad(seed: int, rows: int = 5, width: int = 64, height: int = 224) -> Image:
    """Return a panel (height, width, 3): a lit clock above rows of keys and a wide green one."""
    rng = np.random.default_rng(seed)
    picture = Pillow.new("RGB", (width, height), _DARK)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((6, 8, width - 7, 42), fill=(8, 14, 12), outline=(90, 92, 96))
    clock = f"{int(rng.integers(1, 13))}:{int(rng.integers(60)):02d}"
    draw.text((width / 2, 25), clock, fill=_LIT, font=ImageFont.load_default(20), anchor="mm", stroke_width=1)
    pitch = (height - 92) / rows
    for row in range(rows):
        for column in range(3):
            x, y = 7 + column * (width - 12) / 3, 52 + row * pitch
            draw.rectangle((x, y, x + (width - 12) / 3 - 4, y + pitch - 7), fill=_KEY)
    draw.rectangle((7, height - 34, width - 8, height - 12), fill=(60, 170, 90))
    image = np.asarray(picture, dtype=np.uint8).copy()
    image.setflags(write=False)
    return image
