"""A bottle of sauce, oil or dressing: squeezed or poured, taken by its cap or neck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .asset import Asset, Collision, Grasp, Material, Mesh, Part, Visual
from .bottles import Flask
from .collisions import disc, slab
from .colours import Rgb
from .grasps import around
from .measure import measured
from .mesh import lathe, merge, stretched
from .texture import rising, wrap

PAPER: Rgb = (0.93, 0.90, 0.82)
FLAT = 0.72  # thickness of a squeeze bottle against its width
CAP = 0.76  # share of a squeeze bottle's height where its cap begins


@dataclass(frozen=True)
class _Look:
    """Colours of what is inside, cap, label, its print and emblem; shape; range of the height [m]."""

    body: Rgb
    cap: Rgb
    paper: Rgb
    ink: Rgb
    sign: str
    tint: Rgb
    squeezed: bool
    high: tuple[float, float]


LOOKS = {
    "ketchup": _Look((0.72, 0.05, 0.04), (0.92, 0.91, 0.88), PAPER, (0.66, 0.05, 0.05), "fruit", (0.80, 0.10, 0.06),
                     True, (0.150, 0.175)),
    "barbecue": _Look((0.24, 0.09, 0.05), (0.10, 0.09, 0.09), (0.88, 0.42, 0.08), (0.16, 0.07, 0.04), "drop",
                      (0.70, 0.10, 0.05), True, (0.150, 0.175)),
    "dressing": _Look((0.92, 0.88, 0.76), (0.16, 0.45, 0.22), (0.50, 0.68, 0.26), (0.10, 0.30, 0.14), "leaf",
                      (0.14, 0.42, 0.18), False, (0.155, 0.180)),
    "oil": _Look((0.44, 0.46, 0.10), (0.78, 0.62, 0.24), PAPER, (0.30, 0.34, 0.08), "drop", (0.62, 0.58, 0.12),
                 False, (0.180, 0.205)),
    "mustard": _Look((0.92, 0.72, 0.06), (0.95, 0.78, 0.14), PAPER, (0.52, 0.30, 0.04), "drop", (0.90, 0.66, 0.06),
                     True, (0.140, 0.165)),
    "soy": _Look((0.09, 0.05, 0.04), (0.74, 0.08, 0.07), (0.86, 0.80, 0.66), (0.60, 0.08, 0.06), "drop",
                 (0.09, 0.05, 0.04), False, (0.140, 0.160)),
}  # fmt: skip
KINDS = tuple(LOOKS)


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a bottle: 140 to 205 mm high, 48 to 66 mm wide, one of `KINDS`."""
    kind = kind or str(rng.choice(KINDS))
    look = LOOKS[kind]
    height = float(rng.uniform(*look.high))
    mesh, shapes, grasps, label, cap = (_squeezed if look.squeezed else _poured)(rng, height)
    stripes = ((0.0, 1.0, look.body), (cap, 1.0, look.cap))
    skin = wrap(stripes, (*label, look.paper), kind.upper(), look.ink, look.sign, look.tint, seed=int(rng.integers(3)))
    root = Part("", (Visual(mesh, Material(texture=skin, specular=0.5, shininess=0.6)),), shapes, mass=0.25)
    return measured("bottle", f"{kind} bottle", root, grasps=grasps, kind=kind)


_Shape = tuple[Mesh, tuple[Collision, ...], tuple[Grasp, ...], tuple[float, float], float]


def _squeezed(rng: np.random.Generator, height: float) -> _Shape:
    """Return mesh, shapes, grasps, v of the label and v of the cap: flat, broad towards x, with a nozzle."""
    wide, cap = float(rng.uniform(0.029, 0.033)), float(rng.uniform(0.0130, 0.0150))
    waist = float(rng.uniform(0.90, 1.0))
    low, top = CAP * height, 0.90 * height
    body = [
        (0.0, 0.0), (0.88 * wide, 0.0), (wide, 0.04 * height), (waist * wide, 0.36 * height), (wide, 0.58 * height),
        (0.86 * wide, 0.67 * height), (0.50 * wide, low), (0.0, low),
    ]  # fmt: skip
    nozzle = [(0.0, low), (cap, low), (cap, top), (0.55 * cap, top + 0.003), (0.28 * cap, height), (0.0, height)]
    flat = stretched(lathe(body, 24, rising(body, height)), (FLAT, 1.0, 1.0))
    mesh = merge(flat, lathe(nozzle, 14, rising(nozzle, height)))
    shapes = (
        slab((-0.90 * FLAT * wide, -0.88 * wide, 0.0), (0.90 * FLAT * wide, 0.88 * wide, 0.67 * height)),
        disc(cap, 0.67 * height, top),
        disc(0.5 * cap, top, height),
    )
    return mesh, shapes, around((low + top) / 2, 2 * cap), (0.14, 0.54), CAP


def _poured(rng: np.random.Generator, height: float) -> _Shape:
    """Return the same of a round bottle."""
    neck, shoulder = float(rng.uniform(0.0115, 0.0135)), float(rng.uniform(0.56, 0.62))
    flask = Flask(float(rng.uniform(0.024, 0.028)), neck, height, shoulder, shoulder + 0.14)
    return flask.mesh(), flask.shapes(), flask.grasps(), (0.10, shoulder - 0.08), shoulder + 0.22
