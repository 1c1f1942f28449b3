"""Words in pictures."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

Font = ImageFont.FreeTypeFont


@lru_cache(maxsize=64)
def font(size: int, bold: bool = False) -> Font:
    """Return DejaVu Sans, which comes with matplotlib and knows most letters."""
    import matplotlib

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name), size)


def cut(text: str, letters: Font, width: float) -> str:
    """Return the text, shortened to a width [pixel]."""
    while text and letters.getlength(text) > width:
        text = text.rstrip("…")[:-1] + "…"
    return text


def wrap(text: str, letters: Font, width: float, lines: int) -> list[str]:
    """Return the text in at most so many lines, broken between words; the last line is cut where it is too long."""
    words = text.split()
    wrapped: list[str] = []
    while words and len(wrapped) < lines - 1:
        count = max((n for n in range(1, len(words) + 1) if letters.getlength(" ".join(words[:n])) <= width), default=1)
        wrapped.append(cut(" ".join(words[:count]), letters, width))
        words = words[count:]
    return [*wrapped, cut(" ".join(words), letters, width)] if words else wrapped
