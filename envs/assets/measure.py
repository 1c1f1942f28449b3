"""Measure a body tree and make it an asset."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..pose import Pose
from ..rotation import matrix
from .asset import Asset, Collision, Part, Vec3


def parts(root: Part, pose: Pose | None = None) -> Iterator[tuple[Part, Pose]]:
    """Yield every part of a tree with its pose in the frame of the root's parent, joints at 0."""
    local = Pose(np.asarray(root.position, float), matrix(root.quaternion))
    here = local if pose is None else pose @ local
    yield root, here
    for child in root.children:
        yield from parts(child, here)


def corners(shape: Collision) -> NDArray[np.float64]:
    """Return the corners (8, 3) of the box around a collision shape, in the frame of its part [m]."""
    a, b, c = shape.size
    half = {"box": (a, b, c), "cylinder": (a, a, b), "capsule": (a, a, a + b), "sphere": (a, a, a)}[shape.kind]
    signs = np.array([[i, j, k] for i in (-1, 1) for j in (-1, 1) for k in (-1, 1)])
    cloud: NDArray[np.float64] = (signs * np.array(half)) @ matrix(shape.quaternion).T + np.asarray(shape.position)
    return cloud


def box_around(root: Part) -> tuple[Vec3, Vec3]:
    """Return the lower and upper corner of everything seen or touched, joints at 0."""
    clouds: list[NDArray[np.float64]] = []
    for part, pose in parts(root):
        clouds.extend(pose.point(corners(shape)) for shape in part.collisions)
        clouds.extend(pose.point(visual.mesh.vertices.astype(float)) for visual in part.visuals)
    points = np.concatenate(clouds)
    low, high = points.min(axis=0), points.max(axis=0)
    return (float(low[0]), float(low[1]), float(low[2])), (float(high[0]), float(high[1]), float(high[2]))


def measured(category: str, noun: str, root: Part, fixture: bool = False, **affordances: Any) -> Asset:
    """Return the asset with its bounding box filled in.

    Args:
        category: the word in the task language.
        noun: how an instruction calls it.
        root: the body tree.
        fixture: whether it stays where it is put.
        affordances: `grasps`, `surfaces`, `cavities`, `articulations` of `Asset`.
    """
    lower, upper = box_around(root)
    return Asset(category, noun, fixture, root, lower, upper, **affordances)
