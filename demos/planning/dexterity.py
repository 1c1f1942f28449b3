"""How freely the arm can move the hand from where it is."""

from __future__ import annotations

import numpy as np

from perdure.envs.pose import Array

from .scratch import Scratch

DEXTEROUS = 0.055  # with less than this the hand drifts [m/rad]
SPARE = 0.2  # closer to the end of a joint, the controller may run into it [rad]
LEVER = 0.2  # a turn counts as the movement of a point this far away [m/rad]


def dexterity(scratch: Scratch, joints: Array) -> float:
    """Return how far the hand moves, at least, per unit of joint motion [m/rad]: 0 at a singularity.

    The least singular value of the Jacobian (Klein and Blaho 1987), turns weighed by a lever. Close to a singularity
    the controller's own equations are ill-conditioned, and the hand drifts.

    Args:
        scratch: its arm is moved.
        joints: (n,) [rad].
    """
    scratch.move(joints)
    weights = np.array([1.0, 1.0, 1.0, LEVER, LEVER, LEVER])[:, None]
    return float(np.linalg.svd(weights * scratch.jacobian(), compute_uv=False)[-1])


def is_sound(scratch: Scratch, joints: Array) -> bool:
    """Tell whether joint positions (n,) are far from singularities and from the ends of the joints."""
    low, high = scratch.arm.limits
    spare = float(np.minimum(joints - low, high - joints).min())
    return spare >= SPARE and dexterity(scratch, joints) >= DEXTEROUS
