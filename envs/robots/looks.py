"""The look of a robot: robosuite's many fine meshes, fused to a few per body and thinned.

The Panda's visual meshes have 135,000 triangles, most of them smaller than a pixel of a 128 x 128 image; drawing them
is what makes other simulators slow without a GPU.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import mujoco
import numpy as np
from numpy.typing import NDArray

from .. import cache
from ..assets.asset import Material, Mesh, Visual
from .robot import Robot
from .thinning import thin

# Triangles of a whole robot, per level of detail.
BUDGETS = {"fast": 7_000, "full": 40_000}
_VERSION = "5"
_CREASE = np.cos(np.deg2rad(60))

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def visuals(robot: Robot, compiled: Callable[[], mujoco.MjModel], look: str) -> dict[str, list[Visual]]:
    """Return the fused visuals of each body of a robot, named as in the compiled one, from the cache if possible.

    Args:
        robot: whose look.
        compiled: compiles it with all its meshes, which takes most of a second.
        look: 'fast' or 'full'.
    """
    files = (robot.arm, robot.gripper.file, robot.mount)
    key = cache.digest("robot-look", _VERSION, look, mujoco.__version__, *(file.read_bytes() for file in files))
    stored = cache.arrays(key, lambda: _flatten(_fuse(compiled(), BUDGETS[look])))
    bodies: dict[str, list[Visual]] = {}
    for index in range(len(stored["body"])):
        mesh = Mesh(*(stored[f"{index}_{part}"] for part in ("vertices", "faces", "normals")))  # type: ignore[arg-type]
        red, green, blue, alpha = stored["rgba"][index].tolist()
        material = Material((red, green, blue, alpha), specular=0.5, shininess=0.45)
        bodies.setdefault(str(stored["body"][index]), []).append(Visual(mesh, material))
    return bodies


def _flatten(fused: list[tuple[str, Floats, Mesh]]) -> cache.Arrays:
    arrays: cache.Arrays = {
        "body": np.array([body for body, _, _ in fused]),
        "rgba": np.array([rgba for _, rgba, _ in fused]),
    }
    for index, (_, _, mesh) in enumerate(fused):
        arrays |= {f"{index}_vertices": mesh.vertices, f"{index}_faces": mesh.faces, f"{index}_normals": mesh.normals}
    return arrays


def _fuse(model: mujoco.MjModel, budget: int) -> list[tuple[str, Floats, Mesh]]:
    """Join the visual meshes of each body by shade, then thin each in proportion to the root of its area."""
    groups: dict[tuple[int, bool], list[tuple[Floats, Ints, Floats]]] = {}
    for geom in range(model.ngeom):
        if model.geom_group[geom] == 1 and model.geom_type[geom] in _SHAPES:
            rgba = _colour(model, geom)
            vertices, faces = _in_body(model, geom)
            groups.setdefault((int(model.geom_bodyid[geom]), bool(rgba[:3].mean() < 0.5)), []).append(
                (vertices, faces, rgba)
            )
    joined = [(body, _majority(pieces), *_weld(pieces)) for (body, _), pieces in groups.items()]
    weights = [np.sqrt(_area(vertices, faces)) for _, _, vertices, faces in joined]
    fused = []
    for (body, rgba, vertices, faces), weight in zip(joined, weights, strict=True):
        target = max(60, int(budget * weight / sum(weights)))
        fused.append((model.body(body).name, rgba, shade(*thin(vertices, faces, target))))
    return fused


def _colour(model: mujoco.MjModel, geom: int) -> Floats:
    material = model.geom_matid[geom]
    return np.array(model.mat_rgba[material] if material >= 0 else model.geom_rgba[geom], dtype=np.float64)


def _majority(pieces: list[tuple[Floats, Ints, Floats]]) -> Floats:
    return max(pieces, key=lambda piece: _area(piece[0], piece[1]))[2]


def _in_body(model: mujoco.MjModel, geom: int) -> tuple[Floats, Ints]:
    """Return the vertices and faces of a mesh or a box in the frame of its body."""
    rotation = np.zeros(9)
    mujoco.mju_quat2Mat(rotation, model.geom_quat[geom])
    vertices, faces = _SHAPES[model.geom_type[geom]](model, geom)
    return vertices @ rotation.reshape(3, 3).T + model.geom_pos[geom], faces


def _mesh(model: mujoco.MjModel, geom: int) -> tuple[Floats, Ints]:
    mesh = model.geom_dataid[geom]
    start, count = model.mesh_vertadr[mesh], model.mesh_vertnum[mesh]
    first, number = model.mesh_faceadr[mesh], model.mesh_facenum[mesh]
    return model.mesh_vert[start : start + count], np.array(model.mesh_face[first : first + number], dtype=np.int64)


def _box(model: mujoco.MjModel, geom: int) -> tuple[Floats, Ints]:
    corners = np.array(list(product((-1.0, 1.0), repeat=3))) * model.geom_size[geom]
    squares = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])
    return corners, np.concatenate([squares[:, [0, 1, 2]], squares[:, [0, 2, 3]]])


_SHAPES = {mujoco.mjtGeom.mjGEOM_MESH.value: _mesh, mujoco.mjtGeom.mjGEOM_BOX.value: _box}


def _weld(pieces: list[tuple[Floats, Ints, Floats]]) -> tuple[Floats, Ints]:
    """Concatenate meshes and merge vertices closer than 0.1 mm."""
    offsets = np.cumsum([0, *(len(vertices) for vertices, _, _ in pieces)])
    vertices = np.concatenate([vertices for vertices, _, _ in pieces])
    faces = np.concatenate([faces + offset for (_, faces, _), offset in zip(pieces, offsets, strict=False)])
    _, first, inverse = np.unique(
        np.round(vertices * 1e4).astype(np.int64), axis=0, return_index=True, return_inverse=True
    )
    faces = inverse.reshape(-1)[faces]
    proper = (faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])
    return vertices[first], faces[proper]


def _area(vertices: Floats, faces: Ints) -> float:
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


def shade(vertices: Floats, faces: Ints) -> Mesh:
    """Give a mesh smooth normals that break at edges sharper than 60 degrees."""
    faces = np.asarray(faces)
    a, b, c = (vertices[faces[:, k]] for k in range(3))
    weighted = np.cross(b - a, c - a)
    unit = weighted / np.maximum(np.linalg.norm(weighted, axis=1, keepdims=True), 1e-12)
    around: list[list[int]] = [[] for _ in range(len(vertices))]
    for face, corners in enumerate(faces.tolist()):
        for corner in corners:
            around[corner].append(face)
    corners = faces.reshape(-1)
    normals = np.empty((len(corners), 3))
    for index, corner in enumerate(corners.tolist()):
        near = np.array(around[corner])
        smooth = near[unit[near] @ unit[index // 3] > _CREASE]
        total = weighted[smooth].sum(axis=0) if len(smooth) else unit[index // 3]
        normals[index] = total / max(float(np.linalg.norm(total)), 1e-12)
    # Corners that share position and normal become one vertex again.
    keys = np.concatenate([corners[:, None], np.round(normals * 1000).astype(np.int64)], axis=1)
    _, first, inverse = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    return Mesh(
        vertices[corners[first]].astype(np.float32),
        inverse.reshape(-1, 3).astype(np.int32),
        normals[first].astype(np.float32),
    )
