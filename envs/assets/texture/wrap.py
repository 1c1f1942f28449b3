"""Printed skins of round packaging: bottles, jars, cups."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw

from .drawing import Ink, drawn, rgb, write
from .emblem import emblem
from .kept import kept
from .noise import Image

Stripe = tuple[float, float, Ink]


def rising(profile: Sequence[tuple[float, float]], height: float) -> list[float]:
    """Return v for the points (radius, height) of a lathe's profile: the share of a height.

    It is kept off the picture's lower and upper edge, where it would repeat.
    """
    return [min(max(z / height, 0.02), 0.97) for _, z in profile]


@kept
def wrap(
    stripes: tuple[Stripe, ...],
    label: Stripe,
    word: str,
    ink: Ink,
    sign: str,
    tint: Ink,
    cover: float = 1.0,
    seed: int = 0,
    width: int = 512,
    height: int = 256,
) -> Image:
    """Return the skin (height, width, 3) of a lathe whose v is `rising`: stripes, and a label twice around.

    Args:
        stripes: (from v, to v, colour) of what is not label; a later one covers an earlier one.
        label: the same of the label.
        word: what is written on it, the first time at u = 0.
        ink: of the word and the label's edges.
        sign: one of `emblem.EMBLEMS`, above the word.
        tint: of the emblem.
        cover: share of the way around that is covered by the label.
        seed: of the emblem's details.
        width: columns.
        height: rows.
    """
    picture = Pillow.new("RGB", (width, height))
    draw = ImageDraw.Draw(picture)
    for low, high, colour in stripes:
        draw.rectangle((0, (1 - high) * height, width, (1 - low) * height), fill=rgb(colour))
    top, bottom = (1 - label[1]) * height, (1 - label[0]) * height
    band, edge = bottom - top, 0.06 * (bottom - top)
    for middle in (width // 4, 3 * width // 4):
        left, right = middle - cover * width / 4, middle + cover * width / 4
        draw.rectangle((left, top, right, bottom), fill=rgb(ink))
        draw.rectangle((left, top + edge, right, bottom - edge), fill=rgb(label[2]))
        emblem(draw, sign, (middle, top + 0.34 * band), 0.25 * band, tint, seed)
        write(draw, word, (middle, int(top + 0.76 * band)), min(0.30, 0.46 * cover) * width, 0.28 * band, ink)
    return drawn(Pillow.fromarray(np.roll(np.asarray(picture), -width // 4, axis=1)))
