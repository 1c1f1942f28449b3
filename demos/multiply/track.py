"""What happens in a source demonstration, step by step: its stored states looked at one after the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from perdure.envs import predicates
from perdure.envs.assets.asset import Asset
from perdure.envs.control import rotation_from_vector
from perdure.envs.pose import Array, Pose
from perdure.envs.simulation import Simulation
from perdure.envs.task import Atom
from perdure.envs.world import Zone


@dataclass(frozen=True, eq=False)
class Moment:
    """The world at one step of a demonstration; it implements `World`.

    Attributes:
        assets, zones: as the simulation's.
        hand: grip site in the world.
        width: distance between the fingers [m].
        poses: (instance, part) -> pose in the world.
        joints: (instance, part) -> joint position [m] or [rad].
        in_hand: what both fingers touch.
        true: the atoms of the goal that hold, in its order.
    """

    assets: Mapping[str, Asset]
    zones: Mapping[str, Zone]
    hand: Pose
    width: float
    poses: dict[tuple[str, str], Pose]
    joints: dict[tuple[str, str], float]
    in_hand: frozenset[str]
    true: tuple[Atom, ...]

    def pose(self, instance: str, part: str = "") -> Pose:
        """Return the pose of an instance's part ('' = its root body) in the world."""
        return self.poses[instance, part]

    def joint(self, instance: str, part: str) -> float:
        """Return the joint position of a moving part, [m] or [rad]."""
        return self.joints[instance, part]

    def held(self, instance: str) -> bool:
        """Tell whether the gripper holds the instance."""
        return instance in self.in_hand


@dataclass(frozen=True, eq=False)
class Track:
    """One source demonstration of T steps.

    Attributes:
        name: in its file ('demo_3').
        seed: of its layout.
        moments: T + 1, before each action and after the last.
        targets: T poses of the grip site in the world that its actions asked for.
        actions: (T, 7) what the demonstrator wanted.
    """

    name: str
    seed: int
    moments: tuple[Moment, ...]
    targets: tuple[Pose, ...]
    actions: NDArray[np.float64]

    @property
    def length(self) -> int:
        """Number of steps T."""
        return len(self.targets)

    @property
    def speed(self) -> float:
        """How fast the hand is moved where it moves freely: a high quantile of the greatest entry of its actions."""
        return float(np.clip(np.quantile(np.abs(self.actions[:, :3]).max(axis=1), 0.9), 0.2, 1.0))


def follow(name: str, seed: int, simulation: Simulation, states: Array, actions: Array) -> Track:
    """Look at a demonstration.

    Args:
        name: of the demonstration.
        seed: of its layout.
        simulation: of its task; it is left in the last state.
        states: (T + 1, S), the last one after the last action.
        actions: (T, 7) what the demonstrator wanted: noise of the executed ones would be carried along.
    """
    moments, targets = [], []
    for index, state in enumerate(states):
        simulation.set_state(state)
        moments.append(_moment(simulation))
        if index < len(actions):
            targets.append(target_of(simulation, actions[index]))
    return Track(name, seed, tuple(moments), tuple(targets), np.asarray(actions, np.float64))


def target_of(simulation: Simulation, action: Array) -> Pose:
    """Return the pose of the grip site in the world that an action (7,) asks for in the present state."""
    eef, base, scale = simulation.eef, simulation.base, simulation.arm.robot.gains.scale
    shift = base.direction(action[:3] * scale[:3])
    turn = rotation_from_vector(base.direction(action[3:6] * scale[3:]))
    return Pose(eef.position + shift, turn @ eef.rotation)


def _moment(simulation: Simulation) -> Moment:
    names = [*simulation.task.fixtures, *simulation.task.objects]
    places = [*((name, "") for name in names), *simulation.slots.joints]
    return Moment(
        assets=simulation.assets,
        zones=simulation.zones,
        hand=simulation.eef,
        width=simulation.arm.width(simulation.data),
        poses={place: simulation.pose(*place) for place in places},
        joints={place: simulation.joint(*place) for place in simulation.slots.joints},
        in_hand=frozenset(name for name in simulation.task.objects if simulation.held(name)),
        true=tuple(atom for atom in simulation.task.goal if predicates.holds(simulation, atom)),
    )
