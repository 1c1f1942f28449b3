"""Rotation matrices: differences, middles and frames."""

from __future__ import annotations

import numpy as np

from perdure.envs.control import rotation_from_vector, vector_from_rotation
from perdure.envs.pose import Array, Pose

UP = np.array([0.0, 0.0, 1.0])


def turn_between(start: Array, end: Array) -> Array:
    """Return the axis-angle vector (3,) [rad], world frame, that turns rotation `start` into rotation `end`."""
    vector: Array = vector_from_rotation(end @ start.T)
    return vector


def angle_between(start: Array, end: Array) -> float:
    """Return the angle between two rotations [rad]."""
    return float(np.linalg.norm(turn_between(start, end)))


def turned(rotation: Array, vector: Array) -> Array:
    """Turn a rotation by an axis-angle vector of the world frame [rad]."""
    result: Array = rotation_from_vector(np.asarray(vector, np.float64)) @ rotation
    return result


def blend(start: Pose, end: Pose, share: float) -> Pose:
    """Return the pose a share (0..1) of the way: straight in position, along the shortest turn in rotation."""
    position = start.position + share * (end.position - start.position)
    return Pose(position, turned(start.rotation, share * turn_between(start.rotation, end.rotation)))


def hand_rotation(approach: Array, close: Array) -> Array:
    """Return the rotation of a hand that moves along `approach` (its z) and closes along `close` (its x)."""
    z = np.asarray(approach, float) / np.linalg.norm(approach)
    x = np.asarray(close, float) - z * (z @ close)
    x = x / np.linalg.norm(x)
    return np.column_stack([x, np.cross(z, x), z])


def levelled(rotation: Array) -> Array:
    """Return the rotation nearest to `rotation` whose z axis points up."""
    axis = np.cross(rotation[:, 2], UP)
    sine, cosine = float(np.linalg.norm(axis)), float(rotation[2, 2])
    if sine < 1e-9:
        return rotation
    return turned(rotation, axis / sine * np.arctan2(sine, cosine))


def straight(hand: Array) -> Array:
    """Return the rotation of a hand that points about downwards (within 0.45 rad) made exact; others as they are."""
    down = hand @ np.diag([1.0, -1.0, -1.0])
    exact = levelled(down)
    return exact @ np.diag([1.0, -1.0, -1.0]) if angle_between(down, exact) < 0.45 else hand
