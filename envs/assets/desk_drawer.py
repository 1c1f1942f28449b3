"""A wide, low box with one drawer that opens towards -y."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Part, Surface, Visual
from .carcass import PANEL, carcass, carcass_mesh
from .drawers import Drawer
from .finishes import KINDS, finished
from .measure import measured

__all__ = ["KINDS", "build"]

ENDS, ACROSS = (45, 30, 60, 15, 0, 90), (45, 30)  # tilts of the approach


def build(rng: np.random.Generator, kind: str = "") -> Asset:
    """Draw a desk drawer: about 340 x 220 x 105 mm, 200 mm travel, its finish one of `KINDS`."""
    x, y, pitch = (float(rng.uniform(*limits)) for limits in ((0.160, 0.180), (0.106, 0.116), (0.078, 0.086)))
    kind, finish = finished(rng, kind)
    height = 2 * PANEL + pitch
    drawer = Drawer("drawer_region", "drawer", x, y, PANEL, pitch)
    boards = carcass(x, y, height)
    root = Part("", (Visual(carcass_mesh(boards), finish.body),), boards, mass=4.0, children=(drawer.body(finish),))
    return measured(
        "desk_drawer",
        f"{kind} desk drawer",
        root,
        True,
        surfaces=(Surface("top_side", "", (0.0, 0.0, height), (x - 0.01, y - 0.01)),),
        cavities=(drawer.cavity(),),
        articulations=(drawer.articulation(ENDS, ACROSS),),
        kind=kind,
    )
