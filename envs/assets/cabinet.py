"""A cabinet with three drawers that open towards -y; a bowl fits into each."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Part, Surface, Visual
from .carcass import PANEL, carcass, carcass_mesh
from .drawers import Drawer
from .finishes import KINDS, finished
from .measure import measured

__all__ = ["KINDS", "build"]

LEVELS = ("bottom", "middle", "top")
# Tilts of the approach at which a handle is taken by its ends, and across: the upper handles are in the way of some.
ENDS = {"bottom": (45, 30, 60, 15, 0), "middle": (45, 30, 60, 15, 0), "top": (45, 30, 60, 15, 0, 90)}
ACROSS = {"bottom": (), "middle": (15, 0), "top": (45, 30, 15, 0)}


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a cabinet: about 260 x 225 x 260 mm, three drawers of 200 mm travel."""
    x, y, pitch = rng.uniform(0.125, 0.135), rng.uniform(0.108, 0.116), rng.uniform(0.076, 0.080)
    height = 2 * PANEL + len(LEVELS) * pitch
    kind, finish = finished(rng, kind)
    drawers = [
        Drawer(f"{name}_region", f"{name}_drawer", x, y, PANEL + level * pitch, pitch, (0.37 * level, 0.29 * level))
        for level, name in enumerate(LEVELS)
    ]
    boards = carcass(x, y, height)
    bodies = tuple(drawer.body(finish) for drawer in drawers)
    root = Part("", (Visual(carcass_mesh(boards), finish.body),), boards, mass=6.0, children=bodies)
    return measured(
        "cabinet",
        f"{kind} cabinet",
        root,
        True,
        surfaces=(Surface("top_side", "", (0.0, 0.0, height), (x - 0.01, y - 0.01)),),
        cavities=tuple(drawer.cavity() for drawer in drawers),
        articulations=tuple(
            drawer.articulation(ENDS[name], ACROSS[name]) for name, drawer in zip(LEVELS, drawers, strict=True)
        ),
        kind=kind,
    )
