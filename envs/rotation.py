"""Rotations as unit quaternions (w, x, y, z) and matrices."""

from __future__ import annotations

import math

import numpy as np

from .assets.asset import Quat
from .pose import Array


def matrix(quaternion: Quat) -> Array:
    """Return the (3, 3) rotation matrix of a unit quaternion."""
    w, x, y, z = quaternion
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )


def about_z(yaw: float) -> Quat:
    """Return the quaternion of a turn by `yaw` [rad] about the z axis."""
    return (math.cos(yaw / 2), 0.0, 0.0, math.sin(yaw / 2))
