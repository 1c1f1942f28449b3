"""A book that stands on its lower edge, its spine at +x, taken across its thickness (y)."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Grasp, Material, Mesh, Part, Visual
from .collisions import slab
from .colours import COLOURS, CREAM, Rgb, shade
from .grasps import DOWN
from .measure import measured
from .mesh import box, merge
from .texture import COVER, EDGE, SPINE, cover

KINDS = ("black", "yellow", "red", "blue", "green")
TITLES = ("ATLAS", "BIRDS", "MUSIC", "POEMS", "STARS", "TALES")
ACCENTS: tuple[Rgb, ...] = (CREAM, (0.85, 0.68, 0.28))
BOARD = 0.003  # thickness of the covers
INSET = 0.003  # of the pages from the edge of the covers


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a book: 28 to 33 mm thick, 95 to 110 mm deep, 130 to 150 mm high, one of `KINDS`."""
    deep, thick, high = (float(rng.uniform(*limits)) for limits in ((0.095, 0.110), (0.028, 0.033), (0.130, 0.150)))
    kind = kind or str(rng.choice(KINDS))
    accent = COLOURS["black"] if kind == "yellow" else ACCENTS[int(rng.integers(len(ACCENTS)))]
    picture = cover(str(rng.choice(TITLES)), shade(COLOURS[kind], rng), accent, int(rng.integers(2)))
    part = Part(
        "",
        (
            Visual(_boards(deep, thick, high), Material(texture=picture, specular=0.2)),
            Visual(_pages(deep, thick, high), Material((*CREAM, 1.0), specular=0.0)),
        ),
        (slab((-deep / 2, -thick / 2, 0.0), (deep / 2, thick / 2, high)),),
        mass=float(rng.uniform(0.25, 0.35)),
    )
    grasps = tuple(
        Grasp("", (shift * deep, 0.0, high - 0.022), DOWN, (0.0, sign, 0.0), thick, "side")
        for shift in (0.0, -0.2, 0.2)
        for sign in (1.0, -1.0)
    )
    return measured("book", f"{kind} book", part, grasps=grasps, kind=kind)


def _boards(deep: float, thick: float, high: float) -> Mesh:
    """Return the two covers and the spine, whose edges are rounded."""
    plain = dict.fromkeys(("left", "right", "front", "back", "top", "bottom"), EDGE)
    windows = plain | {"front": COVER, "back": COVER}
    half = (deep / 2 - BOARD / 2, BOARD / 2, high / 2)
    covers = (box(half, (-BOARD / 2, s * (thick - BOARD) / 2, high / 2), windows=windows) for s in (1.0, -1.0))
    spine = box(
        (BOARD, thick / 2, high / 2), (deep / 2 - BOARD, 0.0, high / 2), bevel=0.0025, windows=plain | {"right": SPINE}
    )
    return merge(*covers, spine)


def _pages(deep: float, thick: float, high: float) -> Mesh:
    low, end = (INSET - deep / 2, BOARD - thick / 2, INSET), (deep / 2 - BOARD, thick / 2 - BOARD, high - INSET)
    block = slab(low, end)
    return box(block.size, block.position)
