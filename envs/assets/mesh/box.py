"""Boxes with rounded edges."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ..asset import Mesh, Vec3

Window = tuple[float, float, float, float]  # u0, v0, u1, v1 of a side in the texture

# Each side: normal axis and sign, and the axes of u and v, such that a picture stands upright seen from outside.
_SIDES: dict[str, tuple[int, int, Vec3, Vec3]] = {
    "right": (0, 1, (0, 1, 0), (0, 0, 1)),
    "left": (0, -1, (0, -1, 0), (0, 0, 1)),
    "back": (1, 1, (-1, 0, 0), (0, 0, 1)),
    "front": (1, -1, (1, 0, 0), (0, 0, 1)),
    "top": (2, 1, (1, 0, 0), (0, 1, 0)),
    "bottom": (2, -1, (-1, 0, 0), (0, 1, 0)),
}
_CORNERS = ((-1, -1), (1, -1), (1, 1), (-1, 1))


def box(
    half: Vec3,
    position: Vec3 = (0.0, 0.0, 0.0),
    bevel: float = 0.0,
    tile: float = 1.0,
    grain: int = 0,
    windows: Mapping[str, Window] | None = None,
    shift: tuple[float, float] = (0.0, 0.0),
) -> Mesh:
    """Return a box with bevelled edges that are shaded round.

    Args:
        half: half extents [m].
        position: centre [m].
        bevel: width of the rounding [m]; 0 gives 12 triangles, more gives 44.
        tile: length that one repeat of the texture covers [m].
        grain: axis (0, 1, 2) along which u runs, as wood grain does, on the sides that contain it.
        windows: part of the texture for the sides 'right left back front top bottom' (+x -x +y -y +z -z) instead of
            tiling; a picture stands upright seen from outside.
        shift: added to (u, v), so that equal boxes show different parts of the texture.
    """
    sides = [_side(name, np.asarray(half, float), bevel, tile, grain, windows) for name in _SIDES]
    points = np.concatenate([side[0] for side in sides])
    normals = np.concatenate([side[1] for side in sides])
    uv = np.concatenate([side[2] for side in sides]) + np.asarray(shift)
    faces = [np.array([[4 * i, 4 * i + 1, 4 * i + 2], [4 * i, 4 * i + 2, 4 * i + 3]]) for i in range(6)]
    if bevel:
        owners = _owners(points, np.asarray(half, float))
        points, normals, uv, joints = _joints(points, normals, uv, owners)
        faces.extend(joints)
    return Mesh(
        (points + np.asarray(position, float)).astype(np.float32),
        np.concatenate(faces).astype(np.int32),
        normals.astype(np.float32),
        uv.astype(np.float32),
    )


def _side(
    name: str,
    half: NDArray[np.float64],
    bevel: float,
    tile: float,
    grain: int,
    windows: Mapping[str, Window] | None,
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the four corners of one side, their normals and texture coordinates."""
    axis, sign, right, up = _SIDES[name]
    u_axis, v_axis = np.asarray(right, float), np.asarray(up, float)
    normal = np.zeros(3)
    normal[axis] = sign
    inner = half - bevel
    corners = np.array([normal * half + i * u_axis * inner + j * v_axis * inner for i, j in _CORNERS])
    if windows is not None:
        u0, v0, u1, v1 = windows[name]
        uv = np.array([[u0, v0], [u1, v0], [u1, v1], [u0, v1]])
    else:
        uv = np.stack([corners @ u_axis, corners @ v_axis], axis=1) / tile
        if abs(v_axis[grain]) > 0.5:
            uv = uv[:, ::-1]
    return corners, np.repeat(normal[None], 4, axis=0), uv


def _owners(points: NDArray[np.float64], half: NDArray[np.float64]) -> dict[tuple[int, int, int], list[int]]:
    """Map each of the box's 8 corners (signs) to its three vertices, ordered x, y, z side."""
    found: dict[tuple[int, int, int], list[int]] = {}
    for axis in range(3):
        for index in range(len(points)):
            if abs(abs(points[index, axis]) - half[axis]) < 1e-9 and _SIDES[list(_SIDES)[index // 4]][0] == axis:
                signs = np.sign(points[index]).astype(int)
                found.setdefault((int(signs[0]), int(signs[1]), int(signs[2])), []).append(index)
    return found


def _joints(
    points: NDArray[np.float64],
    normals: NDArray[np.float64],
    uv: NDArray[np.float64],
    owners: dict[tuple[int, int, int], list[int]],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], list[NDArray[np.int64]]]:
    """Close the gaps between the sides; their texture is that of the side they touch first, so atlases do not bleed."""
    pieces: list[list[int]] = [list(corner) for corner in owners.values()]
    for a, low in owners.items():
        for axis in range(3):
            b = tuple(-sign if i == axis else sign for i, sign in enumerate(a))
            if a[axis] < 0:
                high = owners[b[0], b[1], b[2]]
                one, two = ((axis + 1) % 3, (axis + 2) % 3)
                pieces.append([low[one], high[one], high[two], low[two]])
    new_points, new_normals, new_uv, faces = [points], [normals], [uv], []
    count = len(points)
    for piece in pieces:
        outward = points[piece].mean(axis=0)
        if np.dot(np.cross(points[piece[1]] - points[piece[0]], points[piece[2]] - points[piece[0]]), outward) < 0:
            piece = piece[::-1] if len(piece) == 3 else [piece[1], piece[0], piece[3], piece[2]]
        new_points.append(points[piece])
        new_normals.append(normals[piece])
        shared = [piece[0]] * 3 if len(piece) == 3 else [piece[0], piece[1], piece[1], piece[0]]
        new_uv.append(uv[shared])
        fan = [[count, count + i, count + i + 1] for i in range(1, len(piece) - 1)]
        faces.append(np.array(fan))
        count += len(piece)
    return np.concatenate(new_points), np.concatenate(new_normals), np.concatenate(new_uv), faces
