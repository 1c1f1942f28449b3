"""What furniture is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from .asset import Material
from .colours import Rgb
from .texture import wood


@dataclass(frozen=True, eq=False)
class Finish:
    """What the carcass and fronts, the handles and the inside of the drawers are made of."""

    body: Material
    metal: Material
    inside: Material


def _wooden(kind: str, seed: int) -> Finish:
    bright = kind in ("walnut", "cherry")  # a handle must stand out from its front, and so from its drawer
    metal = (0.66, 0.67, 0.69, 1.0) if bright else (0.16, 0.16, 0.17, 1.0)
    return Finish(
        Material(texture=wood(kind, seed), specular=0.2, shininess=0.3),
        Material(metal, specular=0.7, shininess=0.7),
        Material(texture=wood("pine", seed), specular=0.1),
    )


def _painted(rgb: Rgb, seed: int) -> Finish:
    return replace(_wooden("pine", seed), body=Material((*rgb, 1.0), specular=0.3, shininess=0.4))


FINISHES: tuple[Callable[[int], Finish], ...] = (
    partial(_wooden, "walnut"),
    partial(_wooden, "cherry"),
    partial(_wooden, "oak"),
    partial(_painted, (0.85, 0.84, 0.80)),
    partial(_painted, (0.42, 0.55, 0.53)),
)


def finished(rng: np.random.Generator) -> Finish:
    """Draw a finish."""
    return FINISHES[int(rng.integers(len(FINISHES)))](int(rng.integers(4)))
