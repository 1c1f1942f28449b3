"""Inverse kinematics by damped least squares (Wampler 1986), on the branch that the controller itself follows."""

from __future__ import annotations

import numpy as np

from perdure.envs.pose import Array, Pose

from .rotations import turn_between
from .scratch import Scratch

_DAMPING = 0.03
_STEP = 0.25  # greatest change of a joint per iteration [rad]
_HOMING = 0.10  # share of the way home per iteration in the null space; the controller pulls likewise
_ENDING = 10  # last iterations without it: near singularities the damping lets it push the hand off by some mm


def solve(scratch: Scratch, target: Pose, start: Array, iterations: int = 40, exact: float = 0.0015) -> Array | None:
    """Return joint positions (n,) that bring the grip site to a pose, or None.

    Args:
        scratch: its arm is moved.
        target: of the grip site, world frame.
        start: joint positions (n,) to begin from.
        iterations: at most.
        exact: error that is good enough [m]; five times as much in [rad].
    """
    joints = np.array(start, float)
    low, high = _limits(scratch)
    for left in range(iterations, 0, -1):
        eef = scratch.move(joints)
        error = np.concatenate([target.position - eef.position, turn_between(eef.rotation, target.rotation)])
        if np.linalg.norm(error[:3]) < exact and np.linalg.norm(error[3:]) < 5 * exact:
            return joints if fits(scratch, joints) else None
        jacobian = scratch.jacobian()
        damped = jacobian.T @ np.linalg.inv(jacobian @ jacobian.T + _DAMPING**2 * np.eye(6))
        homing = (_HOMING if left > _ENDING else 0.0) * (scratch.arm.home - joints)
        change = damped @ error + homing - damped @ (jacobian @ homing)
        joints = np.clip(joints + np.clip(change, -_STEP, _STEP), low, high)
    return None


def fits(scratch: Scratch, joints: Array) -> bool:
    """Tell whether joint positions keep off the joints' ends and on the branch of home."""
    low, high = _limits(scratch)
    inside = bool((joints >= low).all() and (joints <= high).all())
    return inside and bool((np.abs(joints - scratch.arm.home) < scratch.arm.robot.branch).all())


def _limits(scratch: Scratch) -> tuple[Array, Array]:
    low, high = scratch.arm.limits
    return low + scratch.arm.robot.margin, high - scratch.arm.robot.margin
