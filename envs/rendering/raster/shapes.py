"""The shapes that are seen: every visual geom of a model, with a mesh of its own in flat arrays."""

from __future__ import annotations

from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from ...errors import PerdureError
from .meshes import read_mesh

_VISUAL_GROUP = 1

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


class Shapes(NamedTuple):
    """G geoms with V vertices and F faces in all.

    Attributes:
        ids: (G,) of the geoms in the model.
        bodies: (G,) their bodies in the model.
        vertices, faces: (G, 2) first row of a geom in the arrays below, and one past the last.
        spheres: (G, 4) centre in the geom's frame and radius around it that holds the mesh [m].
        positions, normals: (V, 3) in the geom's frame [m].
        uvs: (V, 2) texture coordinates, 1 per repetition.
        corners: (F, 3) vertices of a face, clockwise seen from outside: positive in a picture, whose rows count down.
        owners: (F,) row of its geom.
    """

    ids: Ints
    bodies: Ints
    vertices: Ints
    faces: Ints
    spheres: Floats
    positions: Floats
    normals: Floats
    uvs: Floats
    corners: Ints
    owners: Ints


def read_shapes(model: mujoco.MjModel) -> Shapes:
    """Read a model's visual geoms.

    Raises:
        PerdureError: there is none, one is no mesh, or one is textured without texture coordinates.
    """
    ids = np.flatnonzero(np.asarray(model.geom_group) == _VISUAL_GROUP).astype(np.int32)
    if len(ids) == 0:
        raise PerdureError(f"There is nothing to draw: no geom is in group {_VISUAL_GROUP}.")
    meshes = [read_mesh(model, geom) for geom in ids.tolist()]
    vertices = _ranges([len(mesh.positions) for mesh in meshes])
    faces = _ranges([len(mesh.faces) for mesh in meshes])
    starts = np.repeat(vertices[:, 0], faces[:, 1] - faces[:, 0])
    return Shapes(
        ids=ids,
        bodies=np.asarray(model.geom_bodyid)[ids].astype(np.int32),
        vertices=vertices,
        faces=faces,
        spheres=np.array([_sphere(mesh.positions) for mesh in meshes], np.float32),
        positions=np.concatenate([mesh.positions for mesh in meshes]),
        normals=np.concatenate([mesh.normals for mesh in meshes]),
        uvs=np.concatenate([mesh.uvs for mesh in meshes]),
        corners=np.ascontiguousarray(np.concatenate([mesh.faces for mesh in meshes])[:, [0, 2, 1]] + starts[:, None]),
        owners=np.repeat(np.arange(len(ids), dtype=np.int32), faces[:, 1] - faces[:, 0]),
    )


def _ranges(counts: list[int]) -> Ints:
    ends = np.cumsum([0, *counts], dtype=np.int32)
    return np.stack([ends[:-1], ends[1:]], axis=1)


def _sphere(positions: Floats) -> tuple[float, float, float, float]:
    x, y, z = ((positions.min(axis=0) + positions.max(axis=0)) / 2).tolist()
    # a little larger, for what rounding moves
    return x, y, z, 1.0001 * float(np.linalg.norm(positions - (x, y, z), axis=1).max())
