"""The robot in a compiled model: where its joints, fingers and grip site are, and how an action moves them."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from .assembly import GRIPPER, ROBOT
from .control import rotation_from_vector, torques, vector_from_rotation
from .pose import Array, Pose
from .robots.robot import Robot

_DATA_BEFORE_TARGET = tuple(int(part) for part in mujoco.__version__.split(".")[:2]) >= (3, 10)
SUBSTEPS = 10  # of 5 ms: one action is followed for 50 ms


class Arm:
    """Operational-space control of one robot; its only memory is how far the fingers have been told to close."""

    def __init__(self, robot: Robot, model: mujoco.MjModel) -> None:
        self.robot = robot
        self._model = model
        count = len(robot.home)
        joints = [f"{ROBOT}joint{i + 1}" for i in range(count)]
        fingers = [f"{ROBOT}{GRIPPER}finger_joint{i + 1}" for i in range(2)]
        self.joints = _slice([int(model.joint(name).qposadr[0]) for name in joints])
        self.dofs = _slice([int(model.joint(name).dofadr[0]) for name in joints])
        self.fingers = _slice([int(model.joint(name).qposadr[0]) for name in fingers])
        self._motors = np.array([_actuator(model, name) for name in joints])
        self._closers = np.array([_actuator(model, name) for name in fingers])
        self._torque_range = model.actuator_ctrlrange[self._motors].copy()
        low, high = model.actuator_ctrlrange[self._closers].T
        self._finger_centre, self._finger_reach = (low + high) / 2, (high - low) / 2
        self.site = int(model.site(f"{ROBOT}{GRIPPER}{robot.site}").id)
        self._base = int(model.body(f"{ROBOT}base").id)
        self.finger_bodies = tuple(
            frozenset(_subtree(model, f"{ROBOT}{GRIPPER}{name}")) for name in ("leftfinger", "rightfinger")
        )
        self.home = np.array(robot.home)
        self.closing = np.zeros(2)
        self._goal = Pose(np.zeros(3), np.eye(3))
        self._jacobian = np.zeros((6, model.nv))
        self._inertia = np.zeros((model.nv, model.nv))

    def base(self, data: mujoco.MjData) -> Pose:
        """Return the frame of the robot's base in the world."""
        return Pose(data.xpos[self._base].copy(), data.xmat[self._base].reshape(3, 3).copy())

    def eef(self, data: mujoco.MjData) -> Pose:
        """Return the frame of the grip site in the world: z is the approach direction, the fingers close along x."""
        return Pose(data.site_xpos[self.site].copy(), data.site_xmat[self.site].reshape(3, 3).copy())

    def go_home(self, data: mujoco.MjData) -> None:
        """Put the joints and fingers where an episode starts, at rest."""
        data.qpos[self.joints] = self.home
        data.qpos[self.fingers] = self.robot.fingers_home
        self.closing[:] = 0.0

    def aim(self, data: mujoco.MjData, action: Array) -> None:
        """Take an action (7,) in [-1, 1]: a displacement of the grip site in the base frame, then the gripper."""
        base, eef = self.base(data), self.eef(data)
        delta = action[:6] * self.robot.gains.scale
        turn = rotation_from_vector(base.direction(delta[3:]))
        self._goal = Pose(eef.position + base.direction(delta[:3]), turn @ eef.rotation)
        step = np.array(self.robot.fingers_direction) * self.robot.fingers_speed * np.sign(action[6])
        self.closing = np.clip(self.closing + step, -1.0, 1.0)
        data.ctrl[self._closers] = self._finger_centre + self._finger_reach * self.closing

    def drive(self, data: mujoco.MjData) -> None:
        """Write the torques of one substep, from data whose positions and velocities are up to date."""
        mujoco.mj_jacSite(self._model, data, self._jacobian[:3], self._jacobian[3:], self.site)
        _full_inertia(self._model, data, self._inertia)
        gains = self.robot.gains
        torque = torques(
            np.ascontiguousarray(self._jacobian[:, self.dofs]),
            np.ascontiguousarray(self._inertia[self.dofs, self.dofs]),
            data.qfrc_bias[self.dofs],
            data.site_xpos[self.site],
            data.site_xmat[self.site].reshape(3, 3),
            self._goal.position,
            self._goal.rotation,
            data.qpos[self.joints],
            data.qvel[self.dofs],
            self.home,
            gains.stiffness,
            gains.damping,
        )
        data.ctrl[self._motors] = np.clip(torque, self._torque_range[:, 0], self._torque_range[:, 1])

    def proprio(self, data: mujoco.MjData) -> NDArray[np.float32]:
        """Return (15,): joints 7 [rad], fingers 2 [m], grip site in the base frame: position 3 [m], turn 3 [rad]."""
        pose = self.base(data).inverse() @ self.eef(data)
        turn = vector_from_rotation(pose.rotation)
        parts = (data.qpos[self.joints], data.qpos[self.fingers], pose.position, turn)
        proprio: NDArray[np.float32] = np.concatenate(parts).astype(np.float32)
        return proprio


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


def _full_inertia(model: mujoco.MjModel, data: mujoco.MjData, target: Array) -> None:
    """Fill the joint-space inertia matrix; MuJoCo 3.10 changed the order of the arguments."""
    if _DATA_BEFORE_TARGET:
        mujoco.mj_fullM(model, data, target)
    else:
        mujoco.mj_fullM(model, target, data.qM)
