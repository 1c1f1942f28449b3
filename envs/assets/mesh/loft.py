"""Skins over a row of rings: fruit and bread."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..asset import Mesh
from .combine import volume


def loft(rings: Sequence[NDArray[np.float64]]) -> Mesh:
    """Return a closed mesh, smooth around and along its rings, with flat caps at both ends.

    Args:
        rings: two or more closed curves (S, 3) of as many points each [m], all in the same sense. u goes once around
            from the first point, v from the first ring (0) to the last (1), by the way between them.
    """
    grid = np.asarray(rings, float)
    rows, count, _ = grid.shape
    grid = np.concatenate([grid, grid[:, :1]], axis=1)  # a seam, where u jumps from 1 to 0
    around = np.roll(grid[:, :-1], -1, axis=1) - np.roll(grid[:, :-1], 1, axis=1)
    around = np.concatenate([around, around[:, :1]], axis=1)
    normals = np.cross(around, np.gradient(grid, axis=0))
    normals = np.concatenate(
        [normals.reshape(-1, 3), np.repeat([_cap(grid[0], grid[1]), _cap(grid[-1], grid[-2])], count, 0)]
    )
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    steps = np.linalg.norm(np.diff(grid, axis=0), axis=2).mean(axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps) / steps.sum()])
    v, u = np.meshgrid(along, np.linspace(0, 1, count + 1), indexing="ij")
    caps_uv = np.stack([np.full(2 * count, 0.5), np.repeat([0.0, 1.0], count)], axis=1)
    mesh = Mesh(
        np.concatenate([grid.reshape(-1, 3), grid[0, :-1], grid[-1, :-1]]).astype(np.float32),
        _faces(rows, count),
        normals.astype(np.float32),
        np.concatenate([np.stack([u, v], axis=2).reshape(-1, 2), caps_uv]).astype(np.float32),
    )
    if volume(mesh) > 0:
        return mesh
    skin = rows * (count + 1)
    flipped = np.concatenate([-mesh.normals[:skin], mesh.normals[skin:]])
    return Mesh(mesh.vertices, mesh.faces[:, ::-1].copy(), flipped, mesh.uv)


def _cap(ring: NDArray[np.float64], inner: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the normal of a ring's plane that points away from the next ring."""
    middle = ring[:-1].mean(axis=0)
    normal = np.cross(ring[:-1] - middle, ring[1:] - middle).sum(axis=0)
    return np.asarray(normal * np.sign(normal @ (middle - inner[:-1].mean(axis=0))))


def _faces(rows: int, count: int) -> NDArray[np.int32]:
    a = np.arange(count)
    found = []
    for row in range(rows - 1):
        low, high = row * (count + 1) + a, (row + 1) * (count + 1) + a
        found += [np.stack([low, low + 1, high + 1], axis=1), np.stack([low, high + 1, high], axis=1)]
    inner = np.arange(1, count - 1)
    start, end = rows * (count + 1), rows * (count + 1) + count
    found.append(np.stack([np.full_like(inner, start), start + inner + 1, start + inner], axis=1))
    found.append(np.stack([np.full_like(inner, end), end + inner, end + inner + 1], axis=1))
    return np.asarray(np.concatenate(found), np.int32)
