"""Colours of the heat map: shades from pale to deep on light pages, from dark to bright on dark ones."""

from __future__ import annotations

from .heatmap import LEVELS

Colour = tuple[float, float, float]

_LIGHT = ((243, 245, 242), (189, 224, 209), (94, 178, 160), (24, 122, 116), (10, 76, 82))
_DARK = ((31, 36, 43), (28, 66, 72), (27, 112, 108), (70, 170, 146), (176, 235, 204))
_INK, _PAPER = (17, 24, 28), (255, 255, 255)


def shades() -> str:
    """Return the style rules `.h0` to `.h20` (fills) and `.t0` to `.t20` (readable text on them), light and dark."""
    return _rules(_LIGHT) + "@media (prefers-color-scheme: dark) {" + _rules(_DARK) + "}\n"


def _rules(stops: tuple[Colour, ...]) -> str:
    rules = []
    for level in range(LEVELS):
        colour = _between(stops, level / (LEVELS - 1))
        text = max((_INK, _PAPER), key=lambda ink: _contrast(ink, colour))
        rules.append(f".h{level}{{fill:{_hex(colour)}}}.t{level}{{fill:{_hex(text)}}}")
    return "\n".join(rules) + "\n"


def _between(stops: tuple[Colour, ...], share: float) -> Colour:
    place = share * (len(stops) - 1)
    n = min(int(place), len(stops) - 2)
    low, high = stops[n], stops[n + 1]
    red, green, blue = (a + (b - a) * (place - n) for a, b in zip(low, high, strict=True))
    return red, green, blue


def _contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of the Web Content Accessibility Guidelines, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        value / 255 / 12.92 if value <= 10.3 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _hex(colour: Colour) -> str:
    return "#" + "".join(f"{round(value):02x}" for value in colour)
