"""Meshes with fewer triangles."""

from __future__ import annotations

import fast_simplification
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_SLACK = 1.1
_HALVINGS = 12  # of the range in which the size of the cells is sought


def thin(vertices: Floats, faces: Ints, target: int) -> tuple[Floats, Ints]:
    """Return a mesh of at most about `target` triangles that looks the same from afar.

    Edges are collapsed where that changes the shape least (quadric errors, Garland and Heckbert 1997). That gets stuck,
    and ruins the large pieces, where there are many small and open ones; then vertices that are near become one.
    """
    if len(faces) <= target:
        return vertices, faces
    collapsed: tuple[Floats, Ints] = fast_simplification.simplify(
        vertices.astype(np.float32), faces.astype(np.int32), target_count=target, agg=4
    )
    if len(collapsed[1]) <= _SLACK * target:
        return collapsed
    low, high = 0.0, float(np.ptp(vertices, axis=0).max())
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if len(cluster(vertices, faces, middle)[1]) <= target else (middle, high)
    return cluster(vertices, faces, high)


def cluster(vertices: Floats, faces: Ints, cell: float) -> tuple[Floats, Ints]:
    """Join the vertices in each cell of a cubic grid [m] into their mean (J. Rossignac and P. Borrel, 1993)."""
    _, owner, count = np.unique(np.floor(vertices / cell), axis=0, return_inverse=True, return_counts=True)
    owner = owner.reshape(-1)
    means = np.stack([np.bincount(owner, vertices[:, axis]) for axis in range(3)], axis=1) / count[:, None]
    faces = owner[faces]
    faces = faces[(faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])]
    _, first = np.unique(np.sort(faces, axis=1), axis=0, return_index=True)
    return means, faces[np.sort(first)]
