"""First step: where the vertices of the geoms that a camera may see are in its picture."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .compiled import kernel
from .shapes import Shapes
from .view import View


@kernel
def project(
    shapes: Shapes,
    view: View,
    chosen: NDArray[np.int32],
    screen: NDArray[np.float32],
    seen: NDArray[np.bool_],
) -> None:
    """Project the vertices of chosen geoms, and tell which of these geoms may be seen.

    A vertex becomes X, Y, W, x, y: W is its distance along the optical axis [m], and x = X / W and y = Y / W are where
    it is in the picture [pixel]: right and down, 0 in the middle of the upper left pixel.

    Args:
        shapes: G geoms with V vertices.
        view: who looks at what.
        chosen: rows of geoms.
        screen: (V, 5), written.
        seen: (G,), written for all geoms.
    """
    seen[:] = False
    matrix = np.empty((3, 4))
    for geom in chosen:
        _compose(view, shapes.ids[geom], matrix)
        if _outside(matrix, shapes.spheres[geom], view):
            continue
        seen[geom] = True
        for vertex in range(shapes.vertices[geom, 0], shapes.vertices[geom, 1]):
            px, py, pz = shapes.positions[vertex, 0], shapes.positions[vertex, 1], shapes.positions[vertex, 2]
            x = matrix[0, 0] * px + matrix[0, 1] * py + matrix[0, 2] * pz + matrix[0, 3]
            y = matrix[1, 0] * px + matrix[1, 1] * py + matrix[1, 2] * pz + matrix[1, 3]
            w = matrix[2, 0] * px + matrix[2, 1] * py + matrix[2, 2] * pz + matrix[2, 3]
            screen[vertex, 0], screen[vertex, 1], screen[vertex, 2] = x, y, w
            screen[vertex, 3], screen[vertex, 4] = x / w, y / w


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
