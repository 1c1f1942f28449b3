"""What kitchen machines are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .asset import Material
from .colours import COLOURS, shade
from .texture import brushed, glass

KINDS = ("white", "black", "red", "steel")


@dataclass(frozen=True, eq=False)
class Enamel:
    """What the case, the handles and knobs, the trim, the inside and the windows are made of."""

    case: Material
    grip: Material
    trim: Material
    inside: Material
    window: Material


def enamelled(rng: np.random.Generator, kind: str = "") -> tuple[str, Enamel]:
    """Draw the materials of a machine, of a kind or of any; return its kind and them."""
    word = kind or str(rng.choice(KINDS))
    seed = int(rng.integers(4))
    if word == "steel":
        case = Material(texture=brushed(seed), specular=0.6, shininess=0.6)
    else:
        case = Material((*shade(COLOURS[word], rng, 0.08), 1.0), specular=0.5, shininess=0.6)
    bright, dark = (0.78, 0.79, 0.81, 1.0), (0.15, 0.15, 0.16, 1.0)  # a handle must stand out from its front
    return word, Enamel(
        case,
        Material(dark if word in ("white", "steel") else bright, specular=0.7, shininess=0.7),
        Material(bright, specular=0.7, shininess=0.7),
        Material((0.80, 0.80, 0.77, 1.0), specular=0.3, shininess=0.4),
        Material(texture=glass(seed), specular=0.8, shininess=0.8),
    )
