"""One frame of a video: both cameras, the instruction, and where in the run this is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from .lettering import cut, font

_MAIN, _SIDE, _STRIP, _GAP = 384, 192, 48, 4  # [pixel]
SIZE = (_MAIN + _GAP + _SIDE, _STRIP + _MAIN)  # width, height; even, as yuv420p wants
_INK, _SOFT, _PAPER = (238, 240, 243), (150, 158, 168), (22, 25, 30)
_GREEN, _RED = (63, 185, 104), (229, 83, 75)


@dataclass(frozen=True)
class Caption:
    """What a video says of itself.

    Attributes:
        instruction: the sentence that the robot follows.
        facts: short lines beside the pictures, such as the algorithm and the stage; the first is the title.
        horizon: control steps at which the episode is stopped; 0 if unknown.
    """

    instruction: str
    facts: tuple[str, ...] = ()
    horizon: int = 0


def compose(
    pictures: Mapping[str, NDArray[np.uint8]], caption: Caption, step: int, success: bool | None = None
) -> NDArray[np.uint8]:
    """Return the frame (432, 580, 3) uint8.

    Args:
        pictures: camera -> (H, W, 3) uint8; the first is shown large, the second small.
        caption: the words.
        step: control steps taken.
        success: how the episode ended; None while it goes on.
    """
    frame = Image.new("RGB", SIZE, _PAPER)
    views = list(pictures.values())[:2]
    places = [(0, _STRIP, _MAIN), (_MAIN + _GAP, _STRIP, _SIDE)]
    for view, (x, y, side) in zip(views, places, strict=False):
        frame.paste(Image.fromarray(view).resize((side, side), Image.Resampling.BILINEAR), (x, y))
    draw = ImageDraw.Draw(frame)
    _instruction(draw, caption.instruction)
    _facts(draw, caption, step)
    if success is not None:
        badge = _badge(success)
        frame.paste(badge, (_MAIN - badge.width - 16, _STRIP + 16), badge)
    return np.asarray(frame)


def _instruction(draw: ImageDraw.ImageDraw, text: str) -> None:
    """Write the sentence into the strip, as large as it fits."""
    letters = next((f for f in map(font, range(20, 9, -1)) if f.getlength(text) <= SIZE[0] - 28), font(9))
    draw.text((14, _STRIP / 2), text, fill=_INK, font=letters, anchor="lm")


def _facts(draw: ImageDraw.ImageDraw, caption: Caption, step: int) -> None:
    x, y = _MAIN + _GAP + 12, _STRIP + _SIDE + 22
    for n, fact in enumerate(caption.facts):
        letters, ink = (font(13, bold=True), _INK) if n == 0 else (font(13), _SOFT)
        draw.text((x, y), cut(fact, letters, _SIDE - 24), fill=ink, font=letters, anchor="lm")
        y += 20
    y = SIZE[1] - 22
    draw.text((x, y), f"{step / 20:.1f} s", fill=_SOFT, font=font(13), anchor="lm")
    draw.text((SIZE[0] - 12, y), f"step {step}", fill=_SOFT, font=font(13), anchor="rm")
    if caption.horizon:
        width = _SIDE - 24
        draw.rectangle((x, y - 18, x + width, y - 15), fill=(52, 58, 66))
        draw.rectangle((x, y - 18, x + width * min(1.0, step / caption.horizon), y - 15), fill=_SOFT)


@lru_cache(maxsize=2)
def _badge(success: bool) -> Image.Image:
    """Return a green disc with a tick or a red one with a cross, drawn four times as large for smooth edges."""
    side = 4 * 48
    badge = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(badge)
    draw.ellipse((0, 0, side - 1, side - 1), fill=_GREEN if success else _RED)
    tick, cross = [[(50, 98), (84, 132), (142, 64)]], [[(62, 62), (130, 130)], [(62, 130), (130, 62)]]
    for stroke in tick if success else cross:
        draw.line(stroke, fill="white", width=20, joint="curve")
    return badge.resize((48, 48), Image.Resampling.LANCZOS)
