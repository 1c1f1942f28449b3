"""Named colours: an instruction can say them and a picture of 128 pixels can show them."""

from __future__ import annotations

import numpy as np

Rgb = tuple[float, float, float]

COLOURS: dict[str, Rgb] = {
    "white": (0.90, 0.89, 0.86),
    "black": (0.16, 0.16, 0.17),
    "red": (0.66, 0.10, 0.09),
    "blue": (0.13, 0.27, 0.58),
    "green": (0.24, 0.45, 0.27),
    "yellow": (0.87, 0.67, 0.16),
}
CREAM: Rgb = (0.93, 0.90, 0.82)


def shade(rgb: Rgb, rng: np.random.Generator, spread: float = 0.05) -> Rgb:
    """Vary the brightness of a colour a little."""
    return scaled(rgb, float(1 + rng.uniform(-spread, spread)))


def scaled(rgb: Rgb, factor: float) -> Rgb:
    """Return a darker (factor below 1) or lighter colour."""
    red, green, blue = (float(np.clip(value * factor, 0, 1)) for value in rgb)
    return red, green, blue
