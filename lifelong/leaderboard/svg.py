"""Small pieces of SVG; every text and attribute from outside is escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

Part = str | Markup


def tag(name: str, *content: Part, **attributes: object) -> Markup:
    """Return an element; `class_` gives class, other underscores become hyphens, floats are cut to 0.01."""
    words = [
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _number(value))
        for key, value in attributes.items()
        if value is not None
    ]
    return Markup("<{}{}>{}</{}>").format(name, join(words), join(content), name)


def picture(width: float, height: float, *content: Part, label: str) -> Markup:
    """Return a drawing that shrinks with the page but does not grow; the label is read out instead of it."""
    return tag(
        "svg",
        *content,
        viewBox=f"0 0 {width:g} {height:g}",
        style=f"max-width:{width:g}px;min-width:{min(width, 320):g}px",
        role="img",
        aria_label=label,
    )


def path(points: Iterable[tuple[float, float]]) -> str:
    """Return the `d` of straight lines through points."""
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)


def join(parts: Iterable[Part]) -> Markup:
    """Return the parts one after the other, escaping what is not markup."""
    return Markup("").join(escape(part) for part in parts)


def shorten(text: str, length: int) -> str:
    """Return at most `length` letters, the last an ellipsis if some are missing."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def thin(ticks: int) -> int:
    """Return the step between ticks that leaves at most 20."""
    return -(-ticks // 20)


def _number(value: object) -> object:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
