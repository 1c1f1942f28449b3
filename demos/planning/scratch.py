"""A private copy of a simulated world: poses of the arm are tried out here, the real one is never touched."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import mujoco
import numpy as np
from numpy.typing import NDArray

from perdure.envs.assembly import ROBOT
from perdure.envs.pose import Array, Pose
from perdure.envs.simulation import Simulation

MARGIN = 0.025  # distances up to this are measured [m]
TOUCH = 0.008  # by which a hand may lean on what its fingers may touch [m]
_kept: WeakKeyDictionary[Simulation, Scratch] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Load:
    """What the hand carries: an instance and its pose in the frame of the grip site."""

    instance: str
    offset: Pose


class Scratch:
    """The world as it was at the last `sync`, with an arm that can be put anywhere.

    Args:
        simulation: the world to copy.
    """

    def __init__(self, simulation: Simulation) -> None:
        self.arm = simulation.arm
        self.model = copy.copy(simulation.model)
        self.model.opt.enableflags &= ~int(mujoco.mjtEnableBit.mjENBL_SLEEP)
        self.data = mujoco.MjData(self.model)
        first = int(np.flatnonzero(self.model.jnt_dofadr == self.arm.dofs.start)[0])
        self.arm_joints = slice(first, first + len(self.arm.home))
        names = [self.model.body(int(body)).name for body in self.model.geom_bodyid]
        self.bodies = np.array([name.split("/")[0] if not name.startswith(ROBOT) else name for name in names])
        self.parts = np.array(names)
        robot = np.array([name.startswith(ROBOT) for name in names])
        still = self.model.body_weldid[self.model.geom_bodyid] == 0
        self._robot, self._fixed = robot & ~still, robot & still
        joint = self.model.body_jntadr[self.model.body_weldid[self.model.geom_bodyid]]
        self._fingers = self._robot & ~((joint >= first) & (joint < self.arm_joints.stop))

    def sync(self, simulation: Simulation) -> None:
        """Take over where everything is now."""
        for field in ("qpos", "mocap_pos", "mocap_quat"):
            getattr(self.data, field)[:] = getattr(simulation.data, field)

    def spread(self, width: float) -> None:
        """Put the fingers a distance apart [m]."""
        self.arm.spread(self.data, width)

    def turn(self, joint: str, value: float) -> None:
        """Put a joint of the model, other than the arm's, at a position [m] or [rad]."""
        self.data.qpos[self.model.joint(joint).qposadr[0]] = value

    @property
    def joints(self) -> Array:
        """The arm's joint positions (n,) [rad]; a copy."""
        return np.array(self.data.qpos[self.arm.joints])

    def move(self, joints: Array) -> Pose:
        """Put the arm at joint positions (n,) and return the grip site in the world."""
        self.data.qpos[self.arm.joints] = joints
        mujoco.mj_kinematics(self.model, self.data)
        return self.arm.eef(self.data)

    def jacobian(self) -> Array:
        """Return the Jacobian (6, n) of the grip site in the world frame where the arm was last put."""
        axes, anchors = self.data.xaxis[self.arm_joints], self.data.xanchor[self.arm_joints]
        linear = np.cross(axes, self.data.site_xpos[self.arm.site] - anchors)
        return np.concatenate([linear.T, axes.T])

    def clearance(
        self, joints: Array, load: Load | None = None, allowed: frozenset[str] = frozenset()
    ) -> tuple[float, float]:
        """Return how far the arm and its load are from everything else [m], at most MARGIN; negative where they meet.

        Args:
            joints: (n,) of the arm.
            load: what is carried; it may touch the robot.
            allowed: bodies, or whole instances, that the fingers and the load may touch; the hand may lean on them.
        """
        eef = self.move(joints)
        carried = np.zeros_like(self._robot)
        if load is not None:
            self._carry(load, eef)
            mujoco.mj_kinematics(self.model, self.data)
            carried = self.bodies == load.instance
        moving = self._robot | carried
        # MuJoCo sorts out far bodies by their own margin, which it derives from the geoms' when it compiles.
        self.model.geom_margin[:] = np.where(moving, MARGIN, 0.0)
        self.model.body_margin[self.model.geom_bodyid] = self.model.geom_margin
        mujoco.mj_collision(self.model, self.data)
        touchable = self._touchable(allowed) & ~moving
        others = ~(moving | self._fixed | touchable)
        arm, loaded, hand = (
            self._nearest(*pair)
            for pair in ((self._robot, others), (carried, others), (self._robot & ~self._fingers, touchable))
        )
        return (arm if hand > -TOUCH else min(arm, hand)), loaded

    def _nearest(self, group: NDArray[np.bool_], things: NDArray[np.bool_]) -> float:
        """Return the least of the distances that were measured between two groups of geoms [m], at most MARGIN."""
        first, second = self.data.contact.geom[: self.data.ncon].T
        pairs = (group[first] & things[second]) | (group[second] & things[first])
        return float(self.data.contact.dist[: self.data.ncon][pairs].min(initial=MARGIN))

    def _carry(self, load: Load, eef: Pose) -> None:
        pose = eef @ load.offset
        address = int(self.model.joint(load.instance).qposadr[0])
        quaternion = np.empty(4)
        mujoco.mju_mat2Quat(quaternion, pose.rotation.ravel())
        self.data.qpos[address : address + 7] = np.concatenate([pose.position, quaternion])

    def _touchable(self, allowed: frozenset[str]) -> NDArray[np.bool_]:
        names = list(allowed)
        return np.isin(self.bodies, names) | np.isin(self.parts, names)


def scratch_of(simulation: Simulation) -> Scratch:
    """Return the private copy that belongs to a simulation, brought up to date."""
    if simulation not in _kept:
        _kept[simulation] = Scratch(simulation)
    scratch = _kept[simulation]
    scratch.sync(simulation)
    return scratch
