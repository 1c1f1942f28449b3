"""Meshes with flat faces instead of smooth ones."""

from __future__ import annotations

import numpy as np

from ..asset import Mesh


def faceted(mesh: Mesh) -> Mesh:
    """Return the mesh with one normal per triangle, so that every edge is seen; degenerate triangles are left out."""
    a, b, c = (mesh.vertices[mesh.faces[:, i]] for i in range(3))
    normals = np.cross(b - a, c - a)
    lengths = np.linalg.norm(normals, axis=1)
    kept = lengths > 1e-12
    corners = mesh.faces[kept].ravel()
    return Mesh(
        mesh.vertices[corners],
        np.arange(len(corners), dtype=np.int32).reshape(-1, 3),
        np.repeat(normals[kept] / lengths[kept, None], 3, axis=0).astype(np.float32),
        None if mesh.uv is None else mesh.uv[corners],
    )
