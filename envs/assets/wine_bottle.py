"""A bottle of wine, taken by its neck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .asset import Asset, Material, Part, Visual
from .bottles import Flask
from .colours import CREAM, Rgb
from .measure import measured
from .texture import wrap


@dataclass(frozen=True)
class _Look:
    """Colours of the glass, the foil around the neck, and the print."""

    glass: Rgb
    foil: Rgb
    ink: Rgb


LOOKS = {
    "red": _Look((0.07, 0.13, 0.08), (0.50, 0.06, 0.10), (0.42, 0.05, 0.09)),
    "white": _Look((0.66, 0.68, 0.34), (0.80, 0.66, 0.28), (0.48, 0.42, 0.10)),
    "rose": _Look((0.88, 0.50, 0.48), (0.90, 0.86, 0.82), (0.70, 0.24, 0.34)),
}
KINDS = tuple(LOOKS)


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a wine bottle, small of its kind: 205 to 230 mm high, 54 to 62 mm wide, with sloping or high shoulders."""
    kind = kind or str(rng.choice(KINDS))
    look = LOOKS[kind]
    shoulder, slope = float(rng.uniform(0.54, 0.60)), float(rng.choice([0.10, 0.17]))
    limits = ((0.027, 0.031), (0.0115, 0.0130), (0.205, 0.230))
    radius, neck, height = (float(rng.uniform(*limit)) for limit in limits)
    flask = Flask(radius, neck, height, shoulder, shoulder + slope)
    stripes = ((0.0, 1.0, look.glass), (0.80, 1.0, look.foil))
    skin = wrap(stripes, (0.14, 0.46, CREAM), "WINE", look.ink, "grapes", look.ink, 0.74, int(rng.integers(4)))
    look_of = Visual(flask.mesh(), Material(texture=skin, specular=0.7, shininess=0.8))
    root = Part("", (look_of,), flask.shapes(), mass=0.4)
    return measured("wine_bottle", f"{kind} wine bottle", root, grasps=flask.grasps(), kind=kind)
