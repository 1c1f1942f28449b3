"""One control step, compiled: aim where the action says, then ten times torques and physics, nothing in between."""

from __future__ import annotations

import mujoco
import numpy as np

from .arm import Arm
from .compiled import compiled
from .control import rotation_from_vector, torques
from .native import mj_step1, mj_step2
from .pose import Array
from .view import Law, View, law_of, view_of

SUBSTEPS = 10  # of 5 ms: one action is followed for 50 ms
# A torque that is held for 5 ms acts 1.5 ms later, on average, than one that is held for robosuite's 2 ms; so the law
# is given the site and the velocities of 1.5 ms ahead. The paths then differ by a third as much.
AHEAD = 0.0015  # [s]


class Drive:
    """Makes the arm of one simulation follow actions.

    Attributes:
        closing: (2,) how far each finger has been told to close, in [-1, 1]; the only memory between actions.
        addresses: of model and data.
        view, law: what the compiled step works on.
    """

    def __init__(self, arm: Arm, model: mujoco.MjModel, data: mujoco.MjData) -> None:
        self.closing = np.zeros(2)
        self.addresses: tuple[int, int] = model._address, data._address
        self._kept = model, data  # their memory must outlive the views
        self.view, self.law = view_of(arm, model, data), law_of(arm)

    def follow(self, action: Array) -> int:
        """Follow an action (7,), clipped to [-1, 1], for 50 ms; return how many trees sleep then, or -1: not finite."""
        return int(follow(*self.addresses, self.view, self.law, self.closing, action))


@compiled(nogil=True)
def follow(model: int, data: int, view: View, law: Law, closing: Array, wanted: Array) -> int:
    """Do what `Drive.follow` says."""
    if not np.isfinite(wanted).all():
        return -1
    action = np.minimum(1.0, np.maximum(-1.0, wanted))
    base, rotation = view.base_rotation.reshape(3, 3), view.rotation.reshape(3, 3)
    goal = view.position + base @ (action[:3] * law.scale[:3])
    turned = rotation_from_vector(base @ (action[3:6] * law.scale[3:])) @ rotation
    for finger in range(2):
        closing[finger] = min(1.0, max(-1.0, closing[finger] + law.finger_step[finger] * np.sign(action[6])))
        view.controls[view.closers[finger]] = law.finger_centre[finger] + law.finger_reach[finger] * closing[finger]
    jacobian, inertia = np.empty((6, len(law.home))), np.empty((len(law.home), len(law.home)))
    for _ in range(SUBSTEPS):
        _fill(view, jacobian, inertia)
        torque = torques(
            jacobian,
            inertia,
            view.bias,
            view.position + AHEAD * (jacobian[:3] @ view.velocities),
            rotation,
            goal,
            turned,
            view.joints,
            view.velocities + AHEAD * view.accelerations,
            law.home,
            law.stiffness,
            law.damping,
        )
        for i, motor in enumerate(view.motors):
            view.controls[motor] = min(law.torque_range[i, 1], max(law.torque_range[i, 0], torque[i]))
        mj_step2(model, data)
        mj_step1(model, data)
    return (view.trees >= 0).sum()  # type: ignore[no-any-return]


@compiled(nogil=True)
def _fill(view: View, jacobian: Array, inertia: Array) -> None:
    """Fill the Jacobian (6, n) of the grip site and the inertia (n, n), from the last physics step's quantities."""
    for i, row in enumerate(view.rows):
        for a in range(3):
            b, c = (a + 1) % 3, (a + 2) % 3
            jacobian[a, i] = view.axes[i, b] * (view.position[c] - view.anchors[i, c])
            jacobian[a, i] -= view.axes[i, c] * (view.position[b] - view.anchors[i, b])
            jacobian[a + 3, i] = view.axes[i, a]
        for j in range(i + 1):
            inertia[i, j] = inertia[j, i] = view.inertia[row + j]
