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


FINISHES: tuple[tuple[str, Callable[[int], Finish]], ...] = (
    ("wooden", partial(_wooden, "walnut")),
    ("wooden", partial(_wooden, "cherry")),
    ("wooden", partial(_wooden, "oak")),
    ("white", partial(_painted, (0.85, 0.84, 0.80))),
    ("green", partial(_painted, (0.42, 0.55, 0.53))),
)
KINDS = tuple(dict.fromkeys(kind for kind, _ in FINISHES))


def finished(rng: np.random.Generator, kind: str = "") -> tuple[str, Finish]:
    """Draw a finish, of a kind or of any; return its kind and the finish."""
    fitting = [finish for finish in FINISHES if kind in ("", finish[0])]
    word, make = fitting[int(rng.integers(len(fitting)))]
    return word, make(int(rng.integers(4)))
