"""Revolved meshes: bowls, plates, mugs, cans, knobs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..asset import Mesh

CREASE = np.radians(40)  # sharper edges keep two normals, so that they look like edges


def lathe(profile: Sequence[tuple[float, float]], segments: int = 24, v: Sequence[float] | None = None) -> Mesh:
    """Revolve a profile around z.

    Args:
        profile: points (radius, height) [m], counter-clockwise around the material in the (r, z) half plane: from the
            bottom centre outwards and up. Starts and ends on the axis, or at the same point for a ring.
        segments: faces around.
        v: texture coordinate of each point, 0..1; by default the arc length. u goes once around.

    Returns:
        A closed mesh whose normals follow the curve, with creases where it bends by more than 40 degrees.
    """
    points = np.asarray(profile, float)
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    rows, normals, rings = _split(points)
    heights = along / along[-1] if v is None else np.asarray(v, float)
    angle = np.linspace(0, 2 * np.pi, segments + 1)
    circle = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    spin = np.concatenate([rows[:, None, :1] * circle, np.repeat(rows[:, None, 1:], segments + 1, 1)], axis=2)
    shade = np.concatenate([normals[:, None, :1] * circle, np.repeat(normals[:, None, 1:], segments + 1, 1)], axis=2)
    u = np.broadcast_to(angle / (2 * np.pi), (len(rows), segments + 1))
    uv = np.stack([u, np.broadcast_to(heights[rings][:, None], u.shape)], axis=2)
    return Mesh(
        spin.reshape(-1, 3).astype(np.float32),
        _faces(rows, rings, segments),
        shade.reshape(-1, 3).astype(np.float32),
        uv.reshape(-1, 2).astype(np.float32),
    )


def cylinder(radius: float, low: float, high: float, segments: int = 24, bevel: float = 0.0) -> Mesh:
    """Return an upright cylinder between two heights [m]; a bevel [m] rounds its two edges."""
    if not bevel:
        return lathe([(0, low), (radius, low), (radius, high), (0, high)], segments)
    inner = radius - bevel
    side = [(inner, low), (radius, low + bevel), (radius, high - bevel), (inner, high)]
    return lathe([(0, low), *side, (0, high)], segments)


def _split(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return the rows of vertices to make: positions, normals (radial, up), and the profile point of each."""
    step = np.diff(points, axis=0)
    flat = np.stack([step[:, 1], -step[:, 0]], axis=1)
    flat /= np.linalg.norm(flat, axis=1, keepdims=True)
    closed = bool(np.allclose(points[0], points[-1]))
    rows, normals, rings = [], [], []
    for i, point in enumerate(points):
        before = flat[i - 1] if i > 0 or closed else flat[0]
        after = flat[i] if i < len(flat) else (flat[0] if closed else flat[-1])
        if before @ after < np.cos(CREASE) and 0 < i < len(flat):
            kinds = [before, after]
        elif before @ after < np.cos(CREASE):
            kinds = [after if i == 0 else before]
        else:
            kinds = [(before + after) / np.linalg.norm(before + after)]
        for normal in kinds:
            rows.append(point)
            normals.append(np.array([0.0, np.sign(normal[1])]) if point[0] < 1e-9 else normal)
            rings.append(i)
    return np.array(rows), np.array(normals), np.array(rings)


def _faces(rows: NDArray[np.float64], rings: NDArray[np.int64], segments: int) -> NDArray[np.int32]:
    """Join neighbouring rows with two triangles per segment, or one where a row lies on the axis."""
    column = np.arange(segments)
    found = []
    for i in range(len(rows) - 1):
        if rings[i] == rings[i + 1]:
            continue  # the two sides of a crease
        low, high = i * (segments + 1) + column, (i + 1) * (segments + 1) + column
        if rows[i, 0] > 1e-9:
            found.append(np.stack([low, low + 1, high + 1 if rows[i + 1, 0] > 1e-9 else high], axis=1))
        if rows[i + 1, 0] > 1e-9:
            found.append(np.stack([low, high + 1, high], axis=1))
    faces: NDArray[np.int32] = np.concatenate(found).astype(np.int32)
    return faces
