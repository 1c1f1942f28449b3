"""A wooden board that things are put on."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Material, Mesh, Part, Surface, Visual
from .collisions import slab
from .measure import measured
from .mesh import box, cylinder, merge, moved
from .texture import wood

HOLE = 0.010  # radius
MARK = 0.0006  # by which what is carved stands out
GROOVE = 0.004  # width


def build(rng: np.random.Generator) -> Asset:
    """Draw a board: about 240 x 165 x 16 mm with a tab at +x; light with a groove around, or dark.

    It has no grasps: it is too flat for a parallel gripper from above.
    """
    x, y, thick = (float(rng.uniform(*limits)) for limits in ((0.110, 0.130), (0.076, 0.090), (0.014, 0.019)))
    tab, wide = float(rng.uniform(0.040, 0.060)), float(rng.uniform(0.020, 0.028))
    kind = str(rng.choice(["ash", "oak", "walnut", "cherry"]))
    board = slab((-x, -y, 0.0), (x, y, thick))
    grip = slab((x - 0.006, -wide, 0.001), (x + tab, wide, thick - 0.001))
    body = merge(*(box(shape.size, shape.position, bevel=0.004, tile=0.3) for shape in (board, grip)))
    carved = [moved(cylinder(HOLE, 0.001 - MARK, thick - 0.001 + MARK, 12), (x + tab - 0.018, 0.0, 0.0))]
    if rng.random() < 0.6:
        carved.append(_groove(x - 0.014, y - 0.014, thick))
    dark = Material((0.26, 0.17, 0.10, 1.0) if kind in ("ash", "oak") else (0.10, 0.06, 0.04, 1.0), specular=0.0)
    looks = (
        Visual(body, Material(texture=wood(kind, int(rng.integers(4))), specular=0.15)),
        Visual(merge(*carved), dark),
    )
    return measured(
        "cutting_board",
        "cutting board",
        Part("", looks, (board, grip), mass=0.7),
        surfaces=(Surface("", "", (0.0, 0.0, thick), (x - 0.01, y - 0.01)),),
    )


def _groove(x: float, y: float, top: float) -> Mesh:
    bars = [box((x, GROOVE / 2, MARK), (0.0, sign * y, top)) for sign in (1.0, -1.0)]
    ends = [box((GROOVE / 2, y - GROOVE / 2, MARK), (sign * (x - GROOVE / 2), 0.0, top)) for sign in (1.0, -1.0)]
    return merge(*bars, *ends)
