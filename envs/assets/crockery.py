"""How bowls, plates and mugs are glazed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .asset import Material
from .colours import COLOURS, CREAM, Rgb, shade
from .texture import bands

Rings = list[tuple[float, float, Rgb]]


def sides(outer: int, inner: int) -> list[float]:
    """Return v for the points of a vessel's profile: 0 to 0.5 up the outside, 0.5 to 1 down the inside."""
    return [*np.linspace(0.0, 0.5, outer).tolist(), *np.linspace(0.5, 1.0, inner).tolist()]


def glazed(rng: np.random.Generator, decors: Sequence[str], kind: str = "") -> tuple[str, Material]:
    """Draw a glaze.

    Args:
        rng: source of the draw.
        decors: what to choose from: 'plain', 'lined' (cream inside), 'edged' (a ring at the lip), 'striped' (rings
            around the outside), 'ringed' (a ring at the lip and one in the well, for plates).
        kind: the word for the colour, drawn when empty.

    Returns:
        The word for the colour and a material for a mesh whose v comes from `sides`.
    """
    word = kind or str(rng.choice(list(COLOURS)))
    base = shade(COLOURS[word], rng)
    others = [name for name in COLOURS if name not in (word, "black")]
    accent = COLOURS[str(rng.choice(others))] if word in ("white", "black") else CREAM
    rings = _rings(str(rng.choice(list(decors))), base, accent)
    return word, Material(texture=bands(base, rings), specular=0.5, shininess=0.6)


def _rings(decor: str, base: Rgb, accent: Rgb) -> Rings:
    lip = (0.455, 0.535)
    if decor == "lined":
        return [(0.50, 1.01, CREAM)] if sum(base) < 2.4 else []  # a white bowl that is red inside is called red
    if decor == "edged":
        return [(*lip, accent)]
    if decor == "striped":
        return [(0.17, 0.22, accent), (0.26, 0.33, accent), (0.37, 0.40, accent)]
    if decor == "ringed":
        return [(0.46, 0.58, accent), (0.70, 0.73, accent)]
    return []
