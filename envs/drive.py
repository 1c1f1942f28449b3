"""One control step, compiled: aim where the action says, then ten times torques and physics, nothing in between."""

from __future__ import annotations

from typing import NamedTuple

import mujoco
import numpy as np
from numba import njit
from numpy.typing import NDArray

from .arm import Arm
from .control import rotation_from_vector, torques
from .native import mj_step1, mj_step2
from .pose import Array

SUBSTEPS = 10  # of 5 ms: one action is followed for 50 ms
# A torque that is held for 5 ms acts 1.5 ms later, on average, than one that is held for robosuite's 2 ms; so the law
# is given the site and the velocities of 1.5 ms ahead. The paths then differ by a third as much.
AHEAD = 0.0015  # [s]
Ints = NDArray[np.int64]


class View(NamedTuple):
    """Windows on the memory of one `MjData` and its model, and the numbers of the arm in it.

    Attributes:
        base_rotation: (9,) of the base in the world.
        position, rotation: (3,), (9,) of the grip site in the world.
        joints, velocities, accelerations, bias: (n,) of the arm; accelerations are the last step's, from the state.
        axes, anchors: (n, 3) of its joints in the world.
        inertia: values of MuJoCo's sparse joint-space inertia, whose rows begin at `rows` (n,); row i holds the columns
            of the arm's joints 0 to i at its end.
        controls: of all actuators; `motors` (n,) and `closers` (2,) are the arm's and the fingers'.
        trees: (trees,) who sleeps.
    """

    base_rotation: Array
    position: Array
    rotation: Array
    joints: Array
    velocities: Array
    accelerations: Array
    bias: Array
    axes: Array
    anchors: Array
    inertia: Array
    rows: Ints
    controls: Array
    motors: Ints
    closers: Ints
    trees: NDArray[np.int32]


class Law(NamedTuple):
    """The numbers of the robot: see `Robot` and `Gains`."""

    scale: Array
    stiffness: Array
    damping: Array
    home: Array
    torque_range: Array
    finger_centre: Array
    finger_reach: Array
    finger_step: Array


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
        self.view, self.law = _view(arm, model, data), _law(arm)

    def follow(self, action: Array) -> int:
        """Follow an action (7,), clipped to [-1, 1], for 50 ms; return how many trees sleep then, or -1: not finite."""
        return int(follow(*self.addresses, self.view, self.law, self.closing, action))


@njit(cache=True, nogil=True)
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


@njit(cache=True, nogil=True)
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


def _view(arm: Arm, model: mujoco.MjModel, data: mujoco.MjData) -> View:
    return View(
        base_rotation=data.xmat[arm.base_body],
        position=data.site_xpos[arm.site],
        rotation=data.site_xmat[arm.site],
        joints=data.qpos[arm.joints],
        velocities=data.qvel[arm.dofs],
        accelerations=data.qacc_warmstart[arm.dofs],
        bias=data.qfrc_bias[arm.dofs],
        axes=data.xaxis[arm.axes],
        anchors=data.xanchor[arm.axes],
        inertia=data.M,
        rows=_rows(arm, model),
        controls=data.ctrl,
        motors=arm.motors,
        closers=arm.closers,
        trees=data.tree_asleep,
    )


def _rows(arm: Arm, model: mujoco.MjModel) -> Ints:
    """Return where the arm's own columns begin in each of its rows of MuJoCo's sparse inertia."""
    first = arm.dofs.start
    rows = []
    for dof in range(first, arm.dofs.stop):
        start = int(model.M_rowadr[dof])
        columns = model.M_colind[start : start + model.M_rownnz[dof]]
        assert columns[-1] == dof, "a row ends with its own column"
        assert len(columns) > dof - first, "the arm's joints are one chain"
        rows.append(start + len(columns) - 1 - (dof - first))
    return np.array(rows)


def _law(arm: Arm) -> Law:
    robot, gains = arm.robot, arm.robot.gains
    step = np.array(robot.fingers_direction) * robot.fingers_speed
    return Law(
        gains.scale,
        gains.stiffness,
        gains.damping,
        arm.home,
        arm.torque_range,
        arm.finger_centre,
        arm.finger_reach,
        step,
    )
