"""How far an object reaches in a direction, whichever way it lies, from its collision shapes."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from .assets.asset import Asset, Collision, Part
from .pose import Array, Pose
from .rotation import matrix

_TURNS = [2 * math.pi * step / 16 for step in range(16)]


def middle(asset: Asset) -> Array:
    """Return the point (3,) half-way up above the centre of the asset's footprint, in its own frame [m].

    The centre of the bounding box would do for a can, but not for a mug with its handle or a cabinet with its bars.
    """
    return np.array([0.0, 0.0, (asset.lower[2] + asset.upper[2]) / 2])


def reach(asset: Asset, frame: Pose, direction: Array) -> tuple[float, float]:
    """Return the lowest and highest coordinate of an asset along a direction [m].

    Args:
        asset: the asset, its joints at 0.
        frame: pose of the asset in the frame that `direction` is given in.
        direction: (3,) unit vector.
    """
    points, radii = balls(asset)
    along = points @ (direction @ frame.rotation) + float(direction @ frame.position)
    return float((along - radii).min()), float((along + radii).max())


@lru_cache(maxsize=512)
def balls(asset: Asset) -> tuple[Array, Array]:
    """Return balls, (N, 3) centres and (N,) radii [m], whose hull is that of the collision shapes.

    An asset without collision shapes counts as its bounding box.
    """
    rows = _of_part(asset.root, Pose(np.zeros(3), np.eye(3)))
    if not rows:
        low, high = np.array(asset.lower), np.array(asset.upper)
        rows = [np.append(np.where(corner < 0, low, high), 0.0) for corner in _corners()]
    table = np.array(rows)
    return table[:, :3], table[:, 3]


def _of_part(part: Part, frame: Pose) -> list[Array]:
    rows = []
    for shape in part.collisions:
        local = frame @ Pose(np.array(shape.position), matrix(shape.quaternion))
        rows += [np.append(local.point(ball[:3]), ball[3]) for ball in _of_shape(shape)]
    for child in part.children:
        rows += _of_part(child, frame @ Pose(np.array(child.position), matrix(child.quaternion)))
    return rows


def _of_shape(shape: Collision) -> list[Array]:
    """Return rows (x, y, z, radius) in the shape's own frame."""
    radius, half, _ = shape.size
    if shape.kind == "box":
        return [np.array([*(corner * np.array(shape.size)), 0.0]) for corner in _corners()]
    if shape.kind == "sphere":
        return [np.array([0.0, 0.0, 0.0, radius])]
    if shape.kind == "capsule":
        return [np.array([0.0, 0.0, end, radius]) for end in (-half, half)]
    return [np.array([radius * math.cos(t), radius * math.sin(t), end, 0.0]) for t in _TURNS for end in (-half, half)]


def _corners() -> list[Array]:
    return [np.array([x, y, z]) for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)]
