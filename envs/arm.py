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

PROPRIO = 15
_NEWTON = 6  # iterations; the openings of grippers are almost straight


class Arm:
    """Where one robot's joints, actuators and frames are in a model; the same for every `MjData` of it."""

    def __init__(self, robot: Robot, model: mujoco.MjModel) -> None:
        self.robot = robot
        gripper, prefix = robot.gripper, f"{ROBOT}{GRIPPER}"
        self.motors = np.array([i for i in range(model.nu) if not model.actuator(i).name.startswith(prefix)])
        axes = model.actuator_trnid[self.motors, 0]
        self.joints = _slice(model.jnt_qposadr[axes])
        self.dofs = _slice(model.jnt_dofadr[axes])
        self.axes = _slice(axes)
        unlimited = np.array([[-np.inf, np.inf]])
        self.limits = np.where(model.jnt_limited[axes, None], model.jnt_range[axes], unlimited).T
        fingers = [int(model.joint(prefix + name).qposadr[0]) for name in gripper.joints]
        self.fingers = slice(fingers[0], fingers[1] + 1)  # first and last of them are the actuated ones
        self.closers = np.array([_actuator(model, prefix + name) for name in gripper.joints])
        self._followers = [
            (int(model.joint(prefix + follower).qposadr[0]), int(model.joint(prefix + leader).qposadr[0]), ratio)
            for follower, (leader, ratio) in gripper.followers.items()
        ]
        self.opening = np.array(gripper.opening)
        self.torque_range = model.actuator_ctrlrange[self.motors].copy()
        low, high = model.actuator_ctrlrange[self.closers].T
        self.finger_centre, self.finger_reach = (low + high) / 2, (high - low) / 2
        self.site = int(model.site(prefix + gripper.site).id)
        self.base_body = int(model.body(f"{ROBOT}base").id)
        self.finger_bodies = tuple(frozenset(_subtree(model, prefix + name)) for name in gripper.fingers)
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
        self._put_fingers(data, np.array(self.robot.gripper.home))

    def width(self, data: mujoco.MjData) -> float:
        """Return how far the fingers are apart [m]."""
        left, right = finger_positions(data.qpos[self.fingers], self.opening)
        return float(left - right)

    def spread(self, data: mujoco.MjData, width: float) -> None:
        """Put the fingers a distance apart [m]; the poses of bodies are not brought up to date."""
        wanted, (c0, c1, c2) = np.array([width / 2, -width / 2]), self.opening.T
        positions = np.zeros(2)
        for _ in range(_NEWTON):
            positions -= (c0 + c1 * positions + c2 * positions**2 - wanted) / (c1 + 2 * c2 * positions)
        self._put_fingers(data, positions)

    def proprio(self, data: mujoco.MjData) -> NDArray[np.float32]:
        """Return (15,): joints 7 [rad], fingers 2 [m], grip site in the base frame: position 3 [m], turn 3 [rad].

        An arm of six joints leaves the seventh 0.
        """
        return proprioception(
            data.qpos[self.joints],
            data.qpos[self.fingers],
            self.opening,
            data.site_xpos[self.site],
            data.site_xmat[self.site],
            data.xpos[self.base_body],
            data.xmat[self.base_body],
        )

    def _put_fingers(self, data: mujoco.MjData, positions: Array) -> None:
        """Put the two actuated joints of the fingers at positions (2,), and those that follow them."""
        data.qpos[[self.fingers.start, self.fingers.stop - 1]] = positions
        for follower, leader, ratio in self._followers:
            data.qpos[follower] = ratio * data.qpos[leader]


@compiled()
def finger_positions(joints: Array, opening: Array) -> Array:
    """Return how far each finger is from the middle (2,) [m], signed.

    Args:
        joints: positions of the gripper's joints from the first finger's actuated one to the second's.
        opening: (2, 3), see `Gripper`.
    """
    positions = np.empty(2)
    for finger in range(2):
        joint = joints[finger * (len(joints) - 1)]
        positions[finger] = opening[finger, 0] + opening[finger, 1] * joint + opening[finger, 2] * joint**2
    return positions


@compiled()
def proprioception(
    joints: Array,
    fingers: Array,
    opening: Array,
    position: Array,
    rotation: Array,
    base_position: Array,
    base_rotation: Array,
) -> NDArray[np.float32]:
    """Return what `Arm.proprio` describes, from positions and rotations (9,) in the world."""
    to_base = base_rotation.reshape(3, 3).T.copy()
    parts = np.zeros(PROPRIO, np.float32)
    parts[: len(joints)] = joints
    parts[7:9] = finger_positions(fingers, opening)
    parts[9:12] = to_base @ (position - base_position)
    parts[12:] = vector_from_rotation(to_base @ rotation.reshape(3, 3))
    return parts


def _slice(addresses: NDArray[np.int32]) -> slice:
    return slice(int(addresses[0]), int(addresses[-1]) + 1)


def _actuator(model: mujoco.MjModel, joint: str) -> int:
    return int(np.flatnonzero(model.actuator_trnid[:, 0] == model.joint(joint).id)[0])


def _subtree(model: mujoco.MjModel, root: str) -> list[int]:
    bodies = [int(model.body(root).id)]
    for body in range(bodies[0] + 1, model.nbody):
        if int(model.body_parentid[body]) in bodies:
            bodies.append(body)
    return bodies
