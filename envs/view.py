"""What compiled code sees of a simulation: windows on MuJoCo's memory, and the numbers of the robot."""

from __future__ import annotations

from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from .arm import Arm
from .pose import Array

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
    """The numbers of the robot: see `Robot`, `Gripper` and `Gains`."""

    scale: Array
    stiffness: Array
    damping: Array
    home: Array
    torque_range: Array
    finger_centre: Array
    finger_reach: Array
    finger_step: Array


def view_of(arm: Arm, model: mujoco.MjModel, data: mujoco.MjData) -> View:
    """Return the view of one `MjData` of a model."""
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


def law_of(arm: Arm) -> Law:
    """Return a robot's numbers."""
    gripper, gains = arm.robot.gripper, arm.robot.gains
    step = np.array(gripper.direction) * gripper.speed
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
