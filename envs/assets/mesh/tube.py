"""Round bars bent along a path: handles, burner coils, legs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..asset import Mesh, Vec3


def tube(path: Sequence[Vec3], radius: float, segments: int = 8, squash: float = 1.0, v: float = 0.5) -> Mesh:
    """Return a closed bar along a path of points [m].

    Args:
        path: centre line; the first and the last point get flat caps.
        radius: radius of the bar [m].
        segments: faces around.
        squash: factor on the radius across the plane of the path, below 1 for a flat strap.
        v: texture coordinate of all of it; u is 0.
    """
    points = np.asarray(path, float)
    tangents = _tangents(points)
    side = _start(points, tangents[0])
    rings, shades = [], []
    angle = np.arange(segments) * 2 * np.pi / segments
    for i, tangent in enumerate(tangents):
        side = side - tangent * (side @ tangent)
        side /= np.linalg.norm(side)
        other = np.cross(tangent, side)
        # Where the path bends, the ring is a cut through the corner and must be wider to keep the bar's thickness.
        shade = np.cos(angle)[:, None] * side * squash + np.sin(angle)[:, None] * other
        rings.append(points[i] + radius * (shade + other * (np.sin(angle) * (_stretch(points, i) - 1))[:, None]))
        slope = np.cos(angle)[:, None] * side / squash + np.sin(angle)[:, None] * other
        shades.append(slope / np.linalg.norm(slope, axis=1, keepdims=True))
    return _skin(np.array(rings), np.array(shades), tangents, segments, v)


def _tangents(points: NDArray[np.float64]) -> NDArray[np.float64]:
    step = np.diff(points, axis=0)
    step /= np.linalg.norm(step, axis=1, keepdims=True)
    middle = step[:-1] + step[1:]
    tangents = np.concatenate([step[:1], middle, step[-1:]])
    return np.asarray(tangents / np.linalg.norm(tangents, axis=1, keepdims=True))


def _start(points: NDArray[np.float64], tangent: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the normal of the path's plane (any normal for a straight one): rings then do not twist."""
    normal = np.cross(points - points[0], tangent)
    longest = normal[np.argmax(np.linalg.norm(normal, axis=1))]
    if np.linalg.norm(longest) < 1e-9:
        longest = np.cross(tangent, np.eye(3)[np.argmin(np.abs(tangent))])
    return np.asarray(longest / np.linalg.norm(longest))


def _stretch(points: NDArray[np.float64], i: int) -> float:
    if i in (0, len(points) - 1):
        return 1.0
    a, b = points[i] - points[i - 1], points[i + 1] - points[i]
    bend = np.arccos(np.clip(a @ b / np.linalg.norm(a) / np.linalg.norm(b), -1, 1))
    return float(1 / np.cos(bend / 2))


def _skin(
    rings: NDArray[np.float64], shades: NDArray[np.float64], tangents: NDArray[np.float64], segments: int, v: float
) -> Mesh:
    """Join the rings and close both ends."""
    count = len(rings)
    a = np.arange(segments)
    b = (a + 1) % segments
    faces = []
    for i in range(count - 1):
        low, high = i * segments, (i + 1) * segments
        faces.append(np.stack([low + a, low + b, high + b], axis=1))
        faces.append(np.stack([low + a, high + b, high + a], axis=1))
    start = count * segments
    inner = np.arange(1, segments - 1)
    faces.append(np.stack([np.full_like(inner, start), start + inner + 1, start + inner], axis=1))
    end = start + segments
    faces.append(np.stack([np.full_like(inner, end), end + inner, end + inner + 1], axis=1))
    vertices = np.concatenate([rings.reshape(-1, 3), rings[0], rings[-1]])
    caps = np.repeat(np.stack([-tangents[0], tangents[-1]]), segments, axis=0)
    normals = np.concatenate([shades.reshape(-1, 3), caps])
    uv = np.tile([0.0, v], (len(vertices), 1))
    return Mesh(
        vertices.astype(np.float32), np.concatenate(faces).astype(np.int32), normals.astype(np.float32),
        uv.astype(np.float32),
    )  # fmt: skip
