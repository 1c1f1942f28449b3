"""The robot in a compiled model: where its joints, fingers and grip site are."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from .assembly import GRIPPER, ROBOT
from .compiled import compiled
from .control import vector_from_rotation
from .pose import Array, Pose
from .robots.robot import Robot


class Arm:
    """Where one robot's joints, actuators and frames are in a model; the same for every `MjData` of it."""

    def __init__(self, robot: Robot, model: mujoco.MjModel) -> None:
        self.robot = robot
        count = len(robot.home)
        joints = [f"{ROBOT}joint{i + 1}" for i in range(count)]
        fingers = [f"{ROBOT}{GRIPPER}finger_joint{i + 1}" for i in range(2)]
        self.joints = _slice([int(model.joint(name).qposadr[0]) for name in joints])
        self.dofs = _slice([int(model.joint(name).dofadr[0]) for name in joints])
        self.fingers = _slice([int(model.joint(name).qposadr[0]) for name in fingers])
        self.axes = _slice([int(model.joint(name).id) for name in joints])
        self.motors = np.array([_actuator(model, name) for name in joints])
        self.closers = np.array([_actuator(model, name) for name in fingers])
        self.torque_range = model.actuator_ctrlrange[self.motors].copy()
        low, high = model.actuator_ctrlrange[self.closers].T
        self.finger_centre, self.finger_reach = (low + high) / 2, (high - low) / 2
        self.site = int(model.site(f"{ROBOT}{GRIPPER}{robot.site}").id)
        self.base_body = int(model.body(f"{ROBOT}base").id)
        self.finger_bodies = tuple(
            frozenset(_subtree(model, f"{ROBOT}{GRIPPER}{name}")) for name in ("leftfinger", "rightfinger")
        )
        self.home = np.array(robot.home)

    def base(self, data: mujoco.MjData) -> Pose:
        """Return the frame of the robot's base in the world."""
        return Pose(data.xpos[self.base_body].copy(), data.xmat[self.base_body].reshape(3, 3).copy())

    def eef(self, data: mujoco.MjData) -> Pose:
        """Return the frame of the grip site in the world: z is the approach direction, the fingers close along x."""
        return Pose(data.site_xpos[self.site].copy(), data.site_xmat[self.site].reshape(3, 3).copy())

    def go_home(self, data: mujoco.MjData) -> None:
        """Put the joints and fingers where an episode starts, at rest."""
        data.qpos[self.joints] = self.home
        data.qpos[self.fingers] = self.robot.fingers_home

    def proprio(self, data: mujoco.MjData) -> NDArray[np.float32]:
        """Return (15,): joints 7 [rad], fingers 2 [m], grip site in the base frame: position 3 [m], turn 3 [rad]."""
        return proprioception(
            data.qpos[self.joints],
            data.qpos[self.fingers],
            data.site_xpos[self.site],
            data.site_xmat[self.site],
            data.xpos[self.base_body],
            data.xmat[self.base_body],
        )


@compiled()
def proprioception(
    joints: Array, fingers: Array, position: Array, rotation: Array, base_position: Array, base_rotation: Array
) -> NDArray[np.float32]:
    """Return what `Arm.proprio` describes, from positions and rotations (9,) in the world."""
    to_base = base_rotation.reshape(3, 3).T.copy()
    parts = np.empty(len(joints) + 8, np.float32)
    parts[:-8] = joints
    parts[-8:-6] = fingers
    parts[-6:-3] = to_base @ (position - base_position)
    parts[-3:] = vector_from_rotation(to_base @ rotation.reshape(3, 3))
    return parts


def _slice(addresses: list[int]) -> slice:
    return slice(addresses[0], addresses[-1] + 1)


def _actuator(model: mujoco.MjModel, joint: str) -> int:
    return int(np.flatnonzero(model.actuator_trnid[:, 0] == model.joint(joint).id)[0])


def _subtree(model: mujoco.MjModel, root: str) -> list[int]:
    bodies = [int(model.body(root).id)]
    for body in range(bodies[0] + 1, model.nbody):
        if int(model.body_parentid[body]) in bodies:
            bodies.append(body)
    return bodies
