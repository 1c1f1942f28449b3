"""MuJoCo's meshes, whose corners index positions, normals and texture coordinates apart, with one index per corner."""

from __future__ import annotations

from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from ...errors import PerdureError
from .surfaces import repetitions

# OpenGL's list of a mesh without texture coordinates takes the face's normal where a corner's is further away.
_CREASE = 0.8


class Mesh(NamedTuple):
    """The mesh of one geom: (V, 3) positions and normals, (V, 2) texture coordinates, 1 per
    repetition, (F, 3) faces."""

    positions: NDArray[np.float32]
    normals: NDArray[np.float32]
    uvs: NDArray[np.float32]
    faces: NDArray[np.int32]


def read_mesh(model: mujoco.MjModel, geom: int) -> Mesh:
    """Read the mesh of a geom; equal corners become one vertex.

    Raises:
        PerdureError: the geom is no mesh.
    """
    if model.geom_type[geom] != mujoco.mjtGeom.mjGEOM_MESH.value:
        raise PerdureError(f"Geom '{model.geom(geom).name}' can't be drawn: only meshes can, make one of it.")
    mesh = model.geom_dataid[geom]
    faces = slice(model.mesh_faceadr[mesh], model.mesh_faceadr[mesh] + model.mesh_facenum[mesh])
    points = np.asarray(model.mesh_face[faces], np.int64) + model.mesh_vertadr[mesh]
    normals = np.asarray(model.mesh_facenormal[faces], np.int64) + model.mesh_normaladr[mesh]
    textured = model.mesh_texcoordadr[mesh] >= 0
    coordinates = np.asarray(model.mesh_facetexcoord[faces], np.int64) + max(0, model.mesh_texcoordadr[mesh])
    corner_normals = np.array(model.mesh_normal[normals], np.float64)
    if not textured:
        normals, corner_normals = _creased(model.mesh_vert[points].astype(np.float64), normals, corner_normals)
    keys = np.stack([points, normals, coordinates], axis=-1).reshape(-1, 3)
    _, first, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    uvs = model.mesh_texcoord[keys[first, 2]] * repetitions(model, geom) if textured else np.zeros((len(first), 2))
    return Mesh(
        np.array(model.mesh_vert[keys[first, 0]], np.float32),
        corner_normals.reshape(-1, 3)[first].astype(np.float32),
        np.array(uvs, np.float32),
        inverse.reshape(-1, 3).astype(np.int32),
    )


def _creased(
    corners: NDArray[np.float64], ids: NDArray[np.int64], normals: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Give corners (F, 3, 3) the normal of their face where they have one that leans too far; and ids to such."""
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    flat = across / np.maximum(np.linalg.norm(across, axis=1, keepdims=True), 1e-30)
    leaning = np.einsum("fcx,fx->fc", normals, flat) < _CREASE
    return (
        np.where(leaning, -1 - np.arange(len(ids))[:, None], ids),
        np.where(leaning[..., None], flat[:, None], normals),
    )
