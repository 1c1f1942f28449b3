"""How freely the arm can move the hand from where it is."""

from __future__ import annotations

import numpy as np

from perdure.envs.pose import Array

from .scratch import Scratch

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
