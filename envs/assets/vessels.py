"""What pots and kettles share: faces, spouts, loops to hold them by, and stacked cylinders to collide with."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from .asset import Collision, Mesh, Vec3
from .collisions import disc
from .mesh import lathe, moved, tube

FIRM = 1.5  # friction of a thin bar or knob that something heavy hangs on
APART = 0.001  # shapes above the lowest start this much above the ground, so that only that one touches it


def loop(x: float, low: float, high: float, reach: float, radius: float, v: float = 0.5) -> Mesh:
    """Return an upright handle at +x, from (x, low) out by `reach` and back to (x, high) [m]."""
    middle, half = (low + high) / 2, (high - low) / 2
    angles = np.linspace(-np.pi / 2, np.pi / 2, 7)
    out = reach - radius
    arc = [(x + out * float(np.cos(a)) ** 0.6, 0.0, middle + half * float(np.sin(a))) for a in angles[1:-1]]
    return tube([(x, 0.0, low), *arc, (x, 0.0, high)], radius, 8, v=v)


def spout(base: Vec3, tip: Vec3, wide: float, narrow: float, v: float = 0.5) -> Mesh:
    """Return a cone from a base in the xz plane to a tip, with radii there [m]."""
    x, _, z = np.subtract(tip, base)
    length = float(np.hypot(x, z))
    along, up = np.array([x, 0.0, z]) / length, np.array([-z, 0.0, x]) / length
    cone = lathe([(0.0, 0.0), (wide, 0.0), (narrow, length), (0.0, length)], 10, [v] * 4)
    return moved(cone, base, np.stack([up, np.cross(along, up), along], axis=1))


def stacked(levels: Iterable[tuple[float, float, float]]) -> tuple[Collision, ...]:
    """Return upright cylinders of (radius, low, high) [m]; only one that starts at the ground touches it."""
    return tuple(
        disc(radius, max(low, APART) if index else low, high) for index, (radius, low, high) in enumerate(levels)
    )
