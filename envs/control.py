"""Operational-space control, compiled.

The law is Khatib's (1987), in the form and with the gains of robosuite's OSC_POSE controller: a spring and damper on
the pose of the grip site, decoupled in position and rotation by the operational-space inertia, and a weak pull of the
joints towards home in the null space. Torques come from the state at the start of each substep.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .symmetric import factor, solve

Array = NDArray[np.float64]

# robosuite's pull towards home in the null space (control_utils.nullspace_torques).
_HOME_STIFFNESS = 10.0


@dataclass(frozen=True, eq=False)
class Gains:
    """What an action means and how stiffly it is followed.

    Attributes:
        scale: (6,) displacement [m] and rotation [rad] per unit of action.
        stiffness: (6,) [N/m per kg, N m/rad per kg m^2] before the inertia is applied.
        damping: (6,).
    """

    scale: Array
    stiffness: Array
    damping: Array


def read_gains(path: Path) -> Gains:
    """Read the gains from a robosuite composite controller file (its right arm)."""
    arm = json.loads(path.read_text())["body_parts"]["arms"]["right"]
    stiffness = np.full(6, float(arm["kp"]))
    return Gains(np.array(arm["output_max"], float), stiffness, 2 * np.sqrt(stiffness) * arm["damping_ratio"])


@compiled(nogil=True)
def rotation_from_vector(vector: Array) -> Array:
    """Return the rotation matrix of an axis-angle vector (3,) [rad] (Rodrigues)."""
    angle = np.sqrt(vector[0] ** 2 + vector[1] ** 2 + vector[2] ** 2)
    if angle < 1e-12:
        return np.eye(3)
    x, y, z = vector / angle
    k = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    rotation: Array = np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * (k @ k)
    return rotation


@compiled(nogil=True)
def vector_from_rotation(rotation: Array) -> Array:
    """Return the axis-angle vector (3,) [rad] of a rotation matrix, its angle in [0, pi]."""
    cosine = min(1.0, max(-1.0, (rotation[0, 0] + rotation[1, 1] + rotation[2, 2] - 1) / 2))
    angle = np.arccos(cosine)
    skew = np.array([rotation[2, 1] - rotation[1, 2], rotation[0, 2] - rotation[2, 0], rotation[1, 0] - rotation[0, 1]])
    if angle < 1e-6:
        small: Array = skew / 2
        return small
    if np.pi - angle > 1e-4:
        usual: Array = skew * (angle / (2 * np.sin(angle)))
        return usual
    # Near half a turn the skew part vanishes; the symmetric part still holds the axis, up to a sign that the skew part
    # settles.
    axis = np.sqrt(np.maximum(0.0, (np.diag(rotation) - cosine) / (1 - cosine)))
    k = np.argmax(axis)
    for i in range(3):
        if i != k and rotation[i, k] + rotation[k, i] < 0:
            axis[i] = -axis[i]
    if axis @ skew < 0:
        axis = -axis
    vector: Array = axis * angle
    return vector


@compiled(nogil=True)
def torques(
    jacobian: Array,
    inertia: Array,
    bias: Array,
    position: Array,
    rotation: Array,
    goal_position: Array,
    goal_rotation: Array,
    joints: Array,
    velocities: Array,
    home: Array,
    stiffness: Array,
    damping: Array,
) -> Array:
    """Return the joint torques (n,) that pull the grip site towards its goal.

    Args:
        jacobian: (6, n) of the grip site, linear rows first, world frame.
        inertia: (n, n) joint-space inertia.
        bias: (n,) gravity and Coriolis torques, cancelled.
        position: (3,) of the site; rotation: (3, 3); both in the world frame, as are the goals.
        goal_position: (3,).
        goal_rotation: (3, 3).
        joints: (n,) positions.
        velocities: (n,).
        home: (n,) joint positions that the null space drifts to.
        stiffness: (6,).
        damping: (6,).
    """
    count = len(joints)
    force = np.zeros(6)
    for i in range(3):
        force[i] = goal_position[i] - position[i]
        force[3:] += 0.5 * _cross(rotation[:, i], goal_rotation[:, i])
    for i in range(6):
        force[i] = stiffness[i] * force[i] - damping[i] * _dot(jacobian[i], velocities)

    root = factor(inertia)
    reach = np.empty((6, count))  # rows of jacobian inertia^-1
    mobility = np.empty((6, 6))
    for i in range(6):
        reach[i] = solve(root, jacobian[i])
        for j in range(i + 1):
            mobility[i, j] = mobility[j, i] = _dot(reach[i], jacobian[j])
    wrench = np.empty(6)
    wrench[:3] = solve(factor(mobility[:3, :3]), force[:3])
    wrench[3:] = solve(factor(mobility[3:, 3:]), force[3:])

    pull = np.empty(count)
    for i in range(count):
        pull[i] = _HOME_STIFFNESS * (home[i] - joints[i]) - 2 * np.sqrt(_HOME_STIFFNESS) * velocities[i]
    seen = np.empty(6)  # the part of the pull that would move the site
    for i in range(6):
        seen[i] = _dot(jacobian[i], pull)
    wrench -= solve(factor(mobility), seen)
    total = np.empty(count)
    for i in range(count):
        total[i] = _dot(jacobian[:, i], wrench) + _dot(inertia[i], pull) + bias[i]
    return total


@compiled(nogil=True)
def _dot(one: Array, other: Array) -> float:
    """Return the inner product; for so few numbers a call of BLAS costs more than it saves."""
    total = 0.0
    for i in range(len(one)):
        total += one[i] * other[i]
    return total


@compiled(nogil=True)
def _cross(one: Array, other: Array) -> Array:
    product = np.empty(3)
    for i in range(3):
        j, k = (i + 1) % 3, (i + 2) % 3
        product[i] = one[j] * other[k] - one[k] * other[j]
    return product
