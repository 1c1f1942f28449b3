"""Flat sided bodies: the roof of a milk carton."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..asset import Mesh, Vec3
from .box import Window


def facets(polygons: Sequence[Sequence[Vec3]], windows: Sequence[Window]) -> Mesh:
    """Return a mesh of flat triangles and quadrilaterals.

    Args:
        polygons: corners [m], counter-clockwise seen from outside, starting at the lower left of the picture.
        windows: part of the texture (u0, v0, u1, v1) that each shows; a triangle shows its lower side and top middle.
    """
    faces, uv, normals, count = [], [], [], 0
    for polygon, (u0, v0, u1, v1) in zip(polygons, windows, strict=True):
        corners = np.asarray(polygon, float)
        normal = np.cross(corners[1] - corners[0], corners[2] - corners[0])
        normals += [normal / np.linalg.norm(normal)] * len(corners)
        upper = [((u0 + u1) / 2, v1)] if len(corners) == 3 else [(u1, v1), (u0, v1)]
        uv += [(u0, v0), (u1, v0), *upper]
        faces += [(count, count + i, count + i + 1) for i in range(1, len(corners) - 1)]
        count += len(corners)
    return Mesh(
        np.concatenate([np.asarray(polygon, np.float32) for polygon in polygons]),
        np.asarray(faces, np.int32),
        np.asarray(normals, np.float32),
        np.asarray(uv, np.float32),
    )
