"""First step: where the vertices are that a camera may see, and which faces may be in its picture."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .compiled import kernel
from .shapes import Shapes
from .view import View

# Faces reach this much further [pixel]: neighbours that only almost share an edge leave no crack.
OVERLAP = 1e-4

Screen = NDArray[np.float32]


@kernel
def project(
    shapes: Shapes,
    view: View,
    chosen: NDArray[np.int32],
    screen: Screen,
    found: NDArray[np.int32],
    matrix: NDArray[np.float64],
) -> int:
    """Project the vertices of chosen geoms and look for their faces that may cover the centre of a pixel.

    A vertex becomes X, Y, W, x, y: W is its distance along the optical axis [m], and x = X / W and y = Y / W are where
    it is in the picture [pixel]: right and down, 0 in the middle of the upper left pixel.

    Args:
        shapes: G geoms with V vertices and F faces.
        view: who looks at what.
        chosen: rows of geoms.
        screen: (V, 5), written for geoms that may be seen.
        found: (F, 5), written: row of a face, first and last column, first and last row of pixels that it may cover.
        matrix: (3, 4) scratch.

    Returns:
        the number of faces in `found`.
    """
    count = 0
    for geom in chosen:
        _compose(view, shapes.ids[geom], matrix)
        if _outside(matrix, shapes.spheres[geom], view):
            continue
        for vertex in range(shapes.vertices[geom, 0], shapes.vertices[geom, 1]):
            px, py, pz = shapes.positions[vertex, 0], shapes.positions[vertex, 1], shapes.positions[vertex, 2]
            x = matrix[0, 0] * px + matrix[0, 1] * py + matrix[0, 2] * pz + matrix[0, 3]
            y = matrix[1, 0] * px + matrix[1, 1] * py + matrix[1, 2] * pz + matrix[1, 3]
            w = matrix[2, 0] * px + matrix[2, 1] * py + matrix[2, 2] * pz + matrix[2, 3]
            screen[vertex, 0], screen[vertex, 1], screen[vertex, 2] = x, y, w
            screen[vertex, 3], screen[vertex, 4] = x / w, y / w
        count = _sift(shapes, geom, view, screen, found, count)
    return count


@kernel
def _sift(shapes: Shapes, geom: int, view: View, screen: Screen, found: NDArray[np.int32], count: int) -> int:
    """Append a geom's faces that may be seen to those found; without branches, which would be guesses."""
    right, bottom = view.width - 1.0, view.height - 1.0
    for face in range(shapes.faces[geom, 0], shapes.faces[geom, 1]):
        a, b, c = shapes.corners[face, 0], shapes.corners[face, 1], shapes.corners[face, 2]
        ax, ay = np.float64(screen[a, 3]), np.float64(screen[a, 4])
        bx, by, cx, cy = screen[b, 3], screen[b, 4], screen[c, 3], screen[c, 4]
        x0 = max(0.0, np.ceil(min(ax, bx, cx) - OVERLAP))
        x1 = min(right, np.floor(max(ax, bx, cx) + OVERLAP))
        y0 = max(0.0, np.ceil(min(ay, by, cy) - OVERLAP))
        y1 = min(bottom, np.floor(max(ay, by, cy) + OVERLAP))
        front = (bx - ax) * (cy - ay) > (cx - ax) * (by - ay)
        whole = min(screen[a, 2], screen[b, 2], screen[c, 2]) >= view.near
        if not whole:  # rare
            x0, x1, y0, y1 = _box_beyond(screen, a, b, c, view.near, right, bottom)
            front = True
        found[count, 0], found[count, 1], found[count, 2], found[count, 3], found[count, 4] = face, x0, x1, y0, y1
        count += front & (x0 <= x1) & (y0 <= y1)
    return count


@kernel
def _box_beyond(
    screen: Screen, a: int, b: int, c: int, near: float, right: float, bottom: float
) -> tuple[float, float, float, float]:
    """Return the box of pixels of the part of a face that is beyond the near plane; an empty one if there is none."""
    x0, x1, y0, y1 = right + 1, -1.0, bottom + 1, -1.0
    for one, other in ((a, b), (b, c), (c, a)):
        w, towards = screen[one, 2], screen[other, 2]
        if w >= near:
            x, y = screen[one, 3], screen[one, 4]
            x0, x1, y0, y1 = min(x0, x), max(x1, x), min(y0, y), max(y1, y)
        if (w >= near) != (towards >= near):
            share = (near - w) / (towards - w)
            x = (screen[one, 0] + share * (screen[other, 0] - screen[one, 0])) / near
            y = (screen[one, 1] + share * (screen[other, 1] - screen[one, 1])) / near
            x0, x1, y0, y1 = min(x0, x), max(x1, x), min(y0, y), max(y1, y)
    return max(0.0, np.floor(x0)), min(right, np.ceil(x1)), max(0.0, np.floor(y0)), min(bottom, np.ceil(y1))


@kernel
def _compose(view: View, geom: int, matrix: NDArray[np.float64]) -> None:
    """Write the (3, 4) matrix that takes a point of a geom to X, Y, W."""
    eye, axes, place, rotation = view.eye, view.axes, view.places[geom], view.rotations[geom]
    for column in range(4):
        if column < 3:
            dx, dy, dz = rotation[column], rotation[3 + column], rotation[6 + column]
        else:
            dx, dy, dz = place[0] - eye[0], place[1] - eye[1], place[2] - eye[2]
        right = axes[0] * dx + axes[3] * dy + axes[6] * dz
        up = axes[1] * dx + axes[4] * dy + axes[7] * dz
        ahead = -(axes[2] * dx + axes[5] * dy + axes[8] * dz)
        matrix[0, column] = 0.5 * (view.width - 1) * ahead + view.focal * right
        matrix[1, column] = 0.5 * (view.height - 1) * ahead - view.focal * up
        matrix[2, column] = ahead


@kernel
def _outside(matrix: NDArray[np.float64], sphere: NDArray[np.float32], view: View) -> bool:
    """Tell whether a sphere (4,) in the geom's frame can't be seen."""
    cx, cy, cz, radius = sphere[0], sphere[1], sphere[2], sphere[3]
    w = matrix[2, 0] * cx + matrix[2, 1] * cy + matrix[2, 2] * cz + matrix[2, 3]
    if w + radius < view.near or w - radius > view.far:
        return True
    for row, size in ((0, view.width), (1, view.height)):
        low = matrix[row, 0] * cx + matrix[row, 1] * cy + matrix[row, 2] * cz + matrix[row, 3] + 0.5 * w
        reach = radius * math.sqrt(view.focal * view.focal + 0.25 * size * size)  # of the sphere, in units of `low`
        if low < -reach or size * w - low < -reach:
            return True
    return False
