"""A carton of milk, cream or juice with a gable, taken by the fin on its top."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .asset import Asset, Collision, Material, Mesh, Part, Vec3, Visual
from .collisions import slab
from .colours import COLOURS, Rgb
from .grasps import across
from .measure import measured
from .mesh import box, facets, merge
from .texture import CARTON, carton

FIN = 0.016  # height of the fin
THICK = 0.006  # of the fin


@dataclass(frozen=True)
class _Look:
    """Colours of the carton, its band, and the picture; range of the height up to the gable [m]."""

    ink: Rgb
    accent: Rgb
    sign: str
    tint: Rgb
    high: tuple[float, float]


LOOKS = {
    "milk": _Look((0.93, 0.93, 0.92), COLOURS["blue"], "drop", (0.20, 0.42, 0.75), (0.095, 0.115)),
    "orange_juice": _Look((0.95, 0.52, 0.08), (0.72, 0.28, 0.02), "fruit", (0.95, 0.48, 0.05), (0.095, 0.115)),
    "cream": _Look((0.95, 0.88, 0.68), (0.62, 0.10, 0.20), "mound", (0.95, 0.91, 0.80), (0.068, 0.080)),
    "apple_juice": _Look((0.56, 0.74, 0.24), (0.12, 0.36, 0.14), "fruit", (0.74, 0.08, 0.08), (0.095, 0.115)),
}
KINDS = tuple(LOOKS)


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a carton: 56 to 66 mm square, 105 to 165 mm high, one of `KINDS`."""
    kind = kind or str(rng.choice(KINDS))
    look, noun = LOOKS[kind], kind.replace("_", " ")
    half, high = float(rng.uniform(0.028, 0.033)), float(rng.uniform(*look.high))
    ridge = high + half * float(rng.uniform(0.70, 0.85))
    picture = carton(noun.upper(), look.ink, look.accent, int(rng.integers(4)), look.sign, look.tint)
    skin = Visual(_mesh(half, high, ridge), Material(texture=picture, specular=0.2))
    root = Part("", (skin,), _shapes(half, high, ridge), mass=0.3)
    grasps = across(THICK + 0.001, ridge + FIN - 0.010, (0.0, -0.012, 0.012))
    return measured("carton", f"{noun} carton", root, grasps=grasps, kind=kind)


def _mesh(half: float, high: float, ridge: float) -> Mesh:
    """Return the box, the two slopes with the folded sides between them, and the fin along x."""
    sides = {name: CARTON["front"] for name in ("front", "back", "left", "right")}
    body = box((half, half, high / 2), (0.0, 0.0, high / 2), 0.0015, windows={**CARTON, **sides})
    a, e, fold = half - 0.0005, THICK / 2, 0.62 * half
    top = high - 0.001
    slopes: list[list[Vec3]] = []
    folds: list[list[Vec3]] = []
    for s in (1.0, -1.0):
        near, far = (s * a, -s * a, top), (s * a, s * a, top)
        left, right = (s * fold, -s * e, ridge), (s * fold, s * e, ridge)
        slopes.append([(-s * a, -s * a, top), near, (s * a, -s * e, ridge), (-s * a, -s * e, ridge)])
        folds += [[near, far, right, left], [near, left, (s * a, -s * e, ridge)], [far, (s * a, s * e, ridge), right]]
    u0, v0, *_ = CARTON["top"]
    plain = (u0 + 0.01, v0 + 0.01, u0 + 0.03, v0 + 0.03)
    roof = facets([*slopes, *folds], [CARTON["top"]] * 2 + [plain] * 6)
    fin = box((a, e, FIN / 2 + 0.001), (0.0, 0.0, ridge + FIN / 2 - 0.001), 0.001, windows=dict.fromkeys(CARTON, plain))
    return merge(body, roof, fin)


def _shapes(half: float, high: float, ridge: float) -> tuple[Collision, ...]:
    inner, middle, fin = 0.55 * half, (high + ridge) / 2, THICK / 2 + 0.0005
    return (
        slab((-half, -half, 0.0), (half, half, high)),
        slab((-0.8 * half, -inner, high), (0.8 * half, inner, middle)),
        slab((-half, -fin, middle), (half, fin, ridge + FIN)),
    )
