"""Named colours: an instruction can say them and a picture of 128 pixels can show them."""

from __future__ import annotations

import numpy as np

Rgb = tuple[float, float, float]

GLAZES: dict[str, Rgb] = {
    "white": (0.90, 0.89, 0.86),
    "black": (0.10, 0.10, 0.11),
    "red": (0.66, 0.10, 0.09),
    "blue": (0.13, 0.27, 0.55),
    "green": (0.24, 0.45, 0.27),
    "yellow": (0.87, 0.67, 0.16),
}


def glaze(rng: np.random.Generator) -> tuple[str, Rgb]:
    """Draw the name and the colour of a piece of crockery, slightly varied."""
    name = str(rng.choice(list(GLAZES)))
    return name, shade(GLAZES[name], rng)


def shade(rgb: Rgb, rng: np.random.Generator, spread: float = 0.04) -> Rgb:
    """Vary the brightness of a colour a little."""
    factor = 1 + rng.uniform(-spread, spread)
    red, green, blue = (float(np.clip(value * factor, 0, 1)) for value in rgb)
    return red, green, blue
