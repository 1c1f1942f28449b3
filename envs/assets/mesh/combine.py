"""Put meshes together, move them and measure them."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..asset import Mesh


def merge(*meshes: Mesh) -> Mesh:
    """Return one mesh with the triangles of all; texture coordinates are kept when every mesh has them."""
    starts = np.cumsum([0] + [len(mesh.vertices) for mesh in meshes[:-1]])
    uvs = [mesh.uv for mesh in meshes if mesh.uv is not None]
    return Mesh(
        np.concatenate([mesh.vertices for mesh in meshes]),
        np.concatenate([mesh.faces + start for mesh, start in zip(meshes, starts, strict=True)]).astype(np.int32),
        np.concatenate([mesh.normals for mesh in meshes]),
        np.concatenate(uvs) if len(uvs) == len(meshes) else None,
    )


def moved(mesh: Mesh, position: ArrayLike = (0.0, 0.0, 0.0), rotation: ArrayLike | None = None) -> Mesh:
    """Return the mesh rotated by a (3, 3) matrix and then shifted [m]."""
    turn = np.eye(3) if rotation is None else np.asarray(rotation, float)
    vertices = mesh.vertices @ turn.T + np.asarray(position, float)
    return Mesh(vertices.astype(np.float32), mesh.faces, (mesh.normals @ turn.T).astype(np.float32), mesh.uv)


def stretched(mesh: Mesh, factors: ArrayLike) -> Mesh:
    """Return the mesh scaled along x, y and z by (3,) positive factors."""
    scale = np.asarray(factors, float)
    normals = mesh.normals / scale
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    return Mesh((mesh.vertices * scale).astype(np.float32), mesh.faces, normals.astype(np.float32), mesh.uv)


def volume(mesh: Mesh) -> float:
    """Return the signed volume [m^3]: positive when closed with its faces outwards."""
    a, b, c = (mesh.vertices[mesh.faces[:, i]].astype(float) for i in range(3))
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def bounds(mesh: Mesh) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the lower and the upper corner, (3,) each [m]."""
    return mesh.vertices.min(axis=0), mesh.vertices.max(axis=0)
