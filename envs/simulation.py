"""The simulation core: MuJoCo stepped directly on one compiled model per task."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import mujoco
import numpy as np
from numpy.typing import NDArray

from . import robots, sleeping
from .arm import Arm
from .assembly import Look, part_name
from .assets.asset import Asset
from .blueprint import blueprint
from .drive import Drive
from .errors import PerdureError
from .goal import MEMORY, Goal
from .grasp import Grasp
from .layout import Slots, slots
from .perturbations.changes import UNCHANGED, Changes
from .pose import Array, Pose
from .task import Task
from .versions import check_mujoco
from .world import Zone

_STATE = mujoco.mjtState.mjSTATE_INTEGRATION


class Simulation:
    """A task's world, stepped by actions. It implements `World`, so predicates and the expert can ask it.

    Between calls, the derived quantities in `data` always belong to the present positions and velocities.

    Args:
        task: what to build.
        robot: name of the robot.
        look: 'fast' or 'full'; it does not change the physics.
        changes: perturbations of the world; `task` is what they make of the suite's task.
    """

    def __init__(self, task: Task, robot: str = "panda", look: Look = "fast", changes: Changes = UNCHANGED) -> None:
        check_mujoco()
        shared = blueprint(task, robot, look, changes)
        self.task, self.scene, self.model, self.changes = task, shared.scene, shared.model, changes
        self.assets: Mapping[str, Asset] = shared.assets
        self.slots: Slots = slots(task, self.assets)
        self.data = mujoco.MjData(self.model)
        self.arm = Arm(robots.load(robot), self.model)
        self.drive = Drive(self.arm, self.model, self.data)
        self._bodies = {(name, ""): int(self.model.body(name).id) for name in self.assets}
        self._joints: dict[tuple[str, str], int] = {}
        for name, part in self.slots.joints:
            joint = self.model.joint(part_name(name, part))
            self._joints[name, part] = int(joint.qposadr[0])
            self._bodies[name, part] = int(joint.bodyid[0])
        roots = {name: body for (name, part), body in self._bodies.items() if not part}
        self._grasp = Grasp(self.model, roots, self.arm.finger_bodies)
        self._held: NDArray[np.bool_] | None = None  # of the present state, once asked for
        self._progress: float | None = None  # the same
        self._state_size = mujoco.mj_stateSize(self.model, _STATE)
        self._sleepers = 0
        self.goal = Goal(task)
        self._table_zones = self._zones()
        self._beside = {
            name: region for name, region in task.regions.items() if region.ranges and region.target in self.assets
        }
        self._rest()

    # What the world looks like ---------------------------------------------------------------------------------------

    def pose(self, instance: str, part: str = "") -> Pose:
        """Return the pose of an instance's part ('' = its root body) in the world."""
        body = self._bodies[instance, part]
        return Pose(self.data.xpos[body].copy(), self.data.xmat[body].reshape(3, 3).copy())

    def body(self, instance: str, part: str = "") -> int:
        """Return the number of a part's body in the model."""
        return self._bodies[instance, part]

    def bodies(self, instance: str) -> list[int]:
        """Return the numbers of the bodies of an instance's parts."""
        return [body for (name, _), body in self._bodies.items() if name == instance]

    def joint_address(self, instance: str, part: str) -> int:
        """Return where a moving part's joint position stands in the positions of all joints."""
        return self._joints[instance, part]

    def joint(self, instance: str, part: str) -> float:
        """Return the joint position of a moving part, [m] or [rad]."""
        return float(self.data.qpos[self._joints[instance, part]])

    def joint_range(self, instance: str, part: str) -> tuple[float, float]:
        """Return the lowest and highest position of a joint, [m] or [rad]."""
        low, high = self.model.joint(part_name(instance, part)).range
        return float(low), float(high)

    def held(self, instance: str) -> bool:
        """Tell whether both fingers touch the instance."""
        return bool(self.held_flags()[self._grasp.number(instance)])

    def held_flags(self) -> NDArray[np.bool_]:
        """Return whether both fingers touch each instance (instances,), in the task's order; not to be written to."""
        if self._held is None:
            self._held = self._grasp.flags(self.data)
        return self._held

    @property
    def eef(self) -> Pose:
        """The grip site in the world: z is the approach direction, the fingers close along x."""
        return self.arm.eef(self.data)

    @property
    def base(self) -> Pose:
        """The robot's base in the world."""
        return self.arm.base(self.data)

    def proprio(self) -> NDArray[np.float32]:
        """Return (15,): joints 7, fingers 2, grip site in the base frame: position 3 [m], axis-angle 3 [rad]."""
        return self.arm.proprio(self.data)

    def goal_reached(self) -> bool:
        """Tell whether the task is done: its goal has held for `perdure.envs.goal.HOLD` control steps."""
        return self.goal.reached

    def progress(self) -> float:
        """Return the share of the goal that is reached, in [0, 1]."""
        if self._progress is None:
            self._progress = self.goal.progress(self)
        return self._progress

    # Time ------------------------------------------------------------------------------------------------------------

    def step(self, action: NDArray[np.floating[Any]]) -> None:
        """Follow an action (7,) for one control step of 50 ms; values outside [-1, 1] are clipped."""
        command = np.asarray(action, np.float64)
        sleepers = self.drive.follow(command) if command.shape == (7,) else -1
        if sleepers < 0:
            raise PerdureError(f"An action must be 7 finite numbers in [-1, 1], got {action!r}.")
        self.stepped(sleepers)

    def stepped(self, sleepers: int) -> bool:
        """Take note that `drive` has made a control step, after which so many trees sleep.

        Returns:
            Whether some fell asleep, for then the derived quantities have changed in their last digits.
        """
        # Who wakes up stays awake for longer than a control step: when all but the robot slept before and sleep now,
        # nothing has moved, and what was known of the things still holds.
        if not sleepers == self._sleepers == self.model.ntree - 1:
            self._forget()
        fell = sleepers > self._sleepers
        if fell:
            sleeping.freshen(self.model, self.data)
        self._sleepers = sleepers
        if self.goal.advance(self):
            self._progress = None
        self.goal.note(self.progress())
        return fell

    def hold(self) -> None:
        """Let one control step pass with the arm holding still."""
        self.step(np.zeros(7))

    # State -----------------------------------------------------------------------------------------------------------

    def get_state(self) -> Array:
        """Return all that the future depends on, float64 (S,): runs from equal states are equal bit for bit."""
        physics = np.empty(self._state_size)
        mujoco.mj_getState(self.model, self.data, physics, _STATE)
        return np.concatenate([physics, sleeping.asleep(self.data), self.drive.closing, self.goal.memory])

    def set_state(self, state: Array) -> None:
        """Restore a state of `get_state`, of this task's simulation."""
        expected = self._state_size + self.model.ntree + 2 + MEMORY
        if np.shape(state) != (expected,):
            raise PerdureError(
                f"A state of task '{self.task.name}' has {expected} numbers, got shape {np.shape(state)}."
            )
        ends = np.cumsum([self._state_size, self.model.ntree, 2])
        physics, trees, closing, memory = np.split(np.asarray(state, np.float64), ends)
        mujoco.mj_setState(self.model, self.data, physics, _STATE)
        self.drive.closing[:] = closing
        self.goal.memory[:] = memory
        sleeping.restore(self.model, self.data, trees.astype(np.int32))
        self._forget()
        self._sleepers = int((trees >= 0).sum())

    def layout(self) -> Array:
        """Return where everything but the robot is now, as `perdure.envs.layout` describes."""
        poses = [np.concatenate([self.data.xpos[b], self.data.xquat[b]]) for b in map(self.body, self.slots.instances)]
        joints = [self.data.qpos[self._joints[joint]] for joint in self.slots.joints]
        return np.concatenate([*poses, joints]) if poses else np.array(joints)

    def reset_to_layout(self, layout: Array) -> None:
        """Start an episode: robot at home, everything else at rest where the layout says."""
        start = self.slots.unpack(np.asarray(layout, np.float64))
        mujoco.mj_resetData(self.model, self.data)
        for name, (position, quaternion) in start.poses.items():
            body = self.body(name)
            pose = np.array([*position, *quaternion])
            if self.assets[name].fixture:
                mocap = self.model.body_mocapid[body]
                self.data.mocap_pos[mocap], self.data.mocap_quat[mocap] = pose[:3], pose[3:]
            else:
                address = self.model.jnt_qposadr[self.model.body_jntadr[body]]
                self.data.qpos[address : address + 7] = pose
        for joint, value in start.joints.items():
            self.data.qpos[self._joints[joint]] = value
        self._rest()

    def place_arm(self, joints: Array) -> None:
        """Let the arm start elsewhere: its joints (n,) [rad], the fingers and everything else as at the start."""
        self._rest(joints)

    def _rest(self, joints: Array | None = None) -> None:
        self.arm.go_home(self.data)
        if joints is not None:
            self.data.qpos[self.arm.joints] = joints
        self.drive.closing[:] = 0.0
        self.goal.memory[:] = 0.0
        sleeping.restore(self.model, self.data, np.full(self.model.ntree, sleeping.AWAKE, np.int32))
        self._forget()
        self._sleepers = 0

    def _forget(self) -> None:
        """Let go of what was known of another state."""
        self._held = self._progress = None

    @property
    def zones(self) -> Mapping[str, Zone]:
        """Every region with a range, as (x0, y0, x1, y1, z) in the world [m]; those beside a thing move with it."""
        return self._table_zones | self._moving_zones() if self._beside else self._table_zones

    def _moving_zones(self) -> dict[str, Zone]:
        found = {}
        for name, region in self._beside.items():
            x, y, _ = self.data.xpos[self.body(region.target)]
            x0, y0, x1, y1 = region.ranges[0]
            found[name] = (x0 + x, y0 + y, x1 + x, y1 + y, self.scene.origin[2])
        return found

    def _zones(self) -> dict[str, Zone]:
        x, y, z = self.scene.origin
        return {
            name: (x0 + x, y0 + y, x1 + x, y1 + y, z)
            for name, region in self.task.regions.items()
            for x0, y0, x1, y1 in region.ranges[:1]
            if region.target == self.scene.workspace
        }
