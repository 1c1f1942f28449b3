"""Things that stand around and that nobody touches."""

from __future__ import annotations

import numpy as np

from ..assets.asset import Material, Mesh, Part, Visual
from ..assets.mesh import box, lathe, merge, moved
from ..assets.texture import CANES, cloth, weave
from .covers import picked

POTS = ((0.62, 0.40, 0.30), (0.74, 0.72, 0.68), (0.32, 0.36, 0.40))
LEAVES = ((0.22, 0.38, 0.20), (0.30, 0.46, 0.26), (0.24, 0.40, 0.32))
FABRICS = (
    (0.40, 0.48, 0.58), (0.56, 0.60, 0.52), (0.62, 0.54, 0.46), (0.60, 0.36, 0.30), (0.42, 0.43, 0.46),
    (0.70, 0.55, 0.28), (0.34, 0.46, 0.44),
)  # fmt: skip


def fabric(rng: np.random.Generator) -> Material:
    """Draw upholstery of one of `FABRICS`."""
    return Material((*picked(rng, FABRICS), 1.0), cloth(int(rng.integers(2))), specular=0.0)


def plant(rng: np.random.Generator, place: tuple[float, float], size: float = 1.0, on: float = 0.0) -> Part:
    """Return a pot with a plant of long leaves, 0.5 m high at size 1, on something so high [m]."""
    profile = [(0.0, 0.0), (0.085, 0.0), (0.115, 0.20), (0.100, 0.20), (0.095, 0.17), (0.0, 0.17)]
    pot = lathe([(size * r, size * z) for r, z in profile], 14)
    angles = np.arange(11) * 2.4 + rng.uniform(0, 2 * np.pi)
    leaves = [_leaf(angle, size * rng.uniform(0.24, 0.36), rng.uniform(0.25, 0.9)) for angle in angles]
    crown = moved(merge(*leaves), (0.0, 0.0, 0.17 * size))
    where = (*place, on)
    return Part(
        f"plant_{place[1]:+.2f}",
        (
            Visual(moved(pot, where), Material((*picked(rng, POTS), 1.0), specular=0.15)),
            Visual(moved(crown, where), Material((*picked(rng, LEAVES), 1.0), specular=0.1)),
        ),
        (),
        mass=1.0,
    )


def pouf(rng: np.random.Generator, place: tuple[float, float], high: float = 0.36) -> Part:
    """Return a cushion to sit on; square, for a round one has spots where the light grazes it."""
    half = 0.22
    body = box((half, half, high / 2 - 0.02), (*place, high / 2 - 0.02), bevel=0.012, tile=0.3)
    seat = box((half + 0.008, half + 0.008, 0.045), (*place, high - 0.045), bevel=0.035, tile=0.3)
    return Part(f"pouf_{place[1]:+.2f}", (Visual(merge(body, seat), fabric(rng)),), (), mass=1.0)


def hamper(rng: np.random.Generator, place: tuple[float, float], half: tuple[float, float, float]) -> Part:
    """Return a woven box with a lid."""
    kind = str(rng.choice(list(CANES)))
    x, y, z = half
    body = box(half, (*place, z), bevel=0.015, tile=0.14)
    lid = box((x + 0.012, y + 0.012, 0.018), (*place, 2 * z + 0.010), bevel=0.008, tile=0.14)
    look = Visual(merge(body, lid), Material(texture=weave(kind, 0), specular=0.05))
    return Part(f"hamper_{place[1]:+.2f}", (look,), (), mass=1.0)


def _leaf(angle: float, length: float, lean: float) -> Mesh:
    """Return a bent blade of two quads, seen from both sides."""
    along = np.array([0.0, 0.5, 1.0]) * length
    out, up = along * np.sin(lean) * np.array([1, 1, 1.25]), along * np.cos(lean) * np.array([1, 1, 0.85])
    width = np.array([0.012, 0.034, 0.003])
    left = np.stack([out, width, up], axis=1)
    points = np.concatenate([left, left * (1, -1, 1)])
    c, s = np.cos(angle), np.sin(angle)
    points = points @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    upper = np.array([[0, 3, 1], [1, 3, 4], [1, 4, 2], [2, 4, 5]])
    normal = np.array([-np.cos(lean) * c, -np.cos(lean) * s, 1.2 * np.sin(lean) + 0.4])
    normals = np.repeat(normal[None] / np.linalg.norm(normal), 6, axis=0)
    return merge(
        Mesh(points.astype(np.float32), upper.astype(np.int32), normals.astype(np.float32)),
        Mesh(points.astype(np.float32), upper[:, ::-1].astype(np.int32), (0.6 * normals).astype(np.float32)),
    )
