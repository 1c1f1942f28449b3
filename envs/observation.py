"""What a policy sees: the rows of `objects`, the robot's own state, pictures.

The world in numbers, for the `state` track: one row per asset in the order of the task (fixtures, then objects), then
one row per moving part. Everything is in the robot's base frame.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any, NamedTuple

import gymnasium as gym
import numpy as np
from numpy.typing import NDArray

from .arm import PROPRIO, proprioception
from .assets.asset import Articulation
from .compiled import compiled
from .errors import PerdureError, UnknownNameError
from .pose import Array
from .simulation import Simulation

KINDS = ("state", "pixels", "both")
CAMERAS = ("agentview", "eye_in_hand")
MAX_OBJECTS = 16
CODE = 8
# name, first column, one past the last column, unit
COLUMNS = (
    ("position", 0, 3, "m"),
    ("rotation_x", 3, 6, "unit vector"),
    ("rotation_y", 6, 9, "unit vector"),
    ("half_size", 9, 12, "m"),
    ("joint", 12, 13, "0 closed or off .. 1 fully open or on"),
    ("is_part", 13, 14, "0 asset, 1 moving part"),
    ("category", 14, 14 + CODE, "code of the category's name, then of its kind's, entries in [-1, 1]"),
    ("held", 14 + CODE, 15 + CODE, "1 between the fingers"),
)
FEATURES = COLUMNS[-1][2]
_TEXT = gym.spaces.Text(min_length=1, max_length=512, charset="".join(map(chr, range(32, 127))))


@lru_cache(maxsize=512)
def category_code(name: str, kind: str = "") -> tuple[float, ...]:
    """Return the code of a category or part name, four fixed numbers in [-1, 1], then of its kind, four more.

    The same in every suite and process.
    """
    words = (name, kind)
    return tuple(byte / 127.5 - 1.0 for word in words for byte in hashlib.sha256(word.encode()).digest()[: CODE // 2])


def space(kind: str, image_size: int) -> gym.spaces.Dict:
    """Return the observation space of a kind ('state', 'pixels' or 'both')."""
    if kind not in KINDS:
        raise UnknownNameError("observation", kind, KINDS)
    spaces: dict[str, gym.Space[Any]] = {
        "proprio": gym.spaces.Box(-np.inf, np.inf, (PROPRIO,), np.float32),
        "instruction": _TEXT,
    }
    if kind != "pixels":
        spaces["objects"] = gym.spaces.Box(-np.inf, np.inf, (MAX_OBJECTS, FEATURES), np.float32)
        spaces["objects_mask"] = gym.spaces.MultiBinary(MAX_OBJECTS)
    if kind != "state":
        picture = gym.spaces.Box(0, 255, (image_size, image_size, 3), np.uint8)
        spaces.update(dict.fromkeys(CAMERAS, picture))
    return gym.spaces.Dict(spaces)


class StateObserver:
    """Reads the rows of `objects` and `proprio` off a simulation.

    Attributes:
        rows: (MAX_OBJECTS, FEATURES) what never changes of them.
        mask: (MAX_OBJECTS,) which are in use.
        seen: where the rest comes from.
    """

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._parts: list[tuple[str, Articulation]] = [
            (name, articulation) for name, asset in simulation.assets.items() for articulation in asset.articulations
        ]
        count = len(simulation.assets) + len(self._parts)
        if count > MAX_OBJECTS:
            raise PerdureError(
                f"Task '{simulation.task.name}' has {count} assets and moving parts, more than {MAX_OBJECTS}."
            )
        self.rows = np.zeros((MAX_OBJECTS, FEATURES), np.float32)
        self.mask = np.zeros(MAX_OBJECTS, np.int8)
        self.mask[:count] = 1
        self._movable = np.array([not asset.fixture for asset in simulation.assets.values()], bool)
        self._fill_constants()
        self.seen = self._watch()

    def observe(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the rows (MAX_OBJECTS, FEATURES) and `proprio` (15,) as they are now."""
        rows, proprio = self.rows.copy(), np.empty(PROPRIO, np.float32)
        write(self.seen, rows, proprio)
        held = self.held()
        rows[: len(held), -1] = held
        return rows, proprio

    def held(self) -> NDArray[np.bool_]:
        """Return which instances the fingers hold (instances,); it is the last column of their rows."""
        return self._movable & self._simulation.held_flags()

    def _fill_constants(self) -> None:
        for row, asset in enumerate(self._simulation.assets.values()):
            self.rows[row, 9:12] = (np.array(asset.upper) - np.array(asset.lower)) / 2
            self.rows[row, 14 : 14 + CODE] = category_code(asset.category, asset.kind)
        for row, (name, articulation) in enumerate(self._parts, len(self._simulation.assets)):
            asset = self._simulation.assets[name]
            label = f"{asset.category}/{articulation.name or articulation.part}"
            self.rows[row, 13] = 1.0
            self.rows[row, 14 : 14 + CODE] = category_code(label)

    def _watch(self) -> Seen:
        simulation, data = self._simulation, self._simulation.data
        parts = [(name, articulation.part) for name, articulation in self._parts]
        bodies = [simulation.body(name, part) for name, part in [*((name, "") for name in simulation.assets), *parts]]
        origins = [(0.0, 0.0, 0.0)] * len(simulation.assets)
        return Seen(
            base_position=data.xpos[simulation.arm.base_body],
            base_rotation=data.xmat[simulation.arm.base_body],
            hand_position=data.site_xpos[simulation.arm.site],
            hand_rotation=data.site_xmat[simulation.arm.site],
            arm=data.qpos[simulation.arm.joints],
            fingers=data.qpos[simulation.arm.fingers],
            positions=data.xpos,
            rotations=data.xmat,
            joints=data.qpos,
            bodies=np.array(bodies, np.int64),
            points=np.array([*origins, *(articulation.handles[0].position for _, articulation in self._parts)]),
            addresses=np.array([simulation.joint_address(*part) for part in parts], np.int64),
            reach=np.array([simulation.joint_range(*part)[1] for part in parts]),
            opening=simulation.arm.opening,
        )


class Seen(NamedTuple):
    """Where rows and `proprio` come from: windows on the simulation's memory, then what all of a task share.

    Attributes:
        base_position, base_rotation: (3,), (9,) of the robot's base in the world.
        hand_position, hand_rotation: (3,), (9,) of the grip site in the world.
        arm, fingers: joint positions; of the fingers from the first's actuated joint to the second's.
        positions, rotations: (B, 3), (B, 9) of all bodies.
        joints: positions of all joints.
        bodies: (n,) of each row; `points` (n, 3) on it, in its frame.
        addresses: (m,) of the last m rows' own joints; `reach` (m,) their greatest values.
        opening: (2, 3) of the fingers, see `Gripper`.
    """

    base_position: Array
    base_rotation: Array
    hand_position: Array
    hand_rotation: Array
    arm: Array
    fingers: Array
    positions: Array
    rotations: Array
    joints: Array
    bodies: NDArray[np.int64]
    points: Array
    addresses: NDArray[np.int64]
    reach: Array
    opening: Array


@compiled()
def write(seen: Seen, rows: NDArray[np.float32], proprio: NDArray[np.float32]) -> None:
    """Write position, rotation and joint value into the rows (MAX_OBJECTS, FEATURES), and `proprio` (15,)."""
    proprio[:] = proprioception(
        seen.arm,
        seen.fingers,
        seen.opening,
        seen.hand_position,
        seen.hand_rotation,
        seen.base_position,
        seen.base_rotation,
    )
    base = seen.base_rotation.reshape(3, 3)
    offset = np.empty(3)
    for row, body in enumerate(seen.bodies):
        rotation, point = seen.rotations[body].reshape(3, 3), seen.points[row]
        for i in range(3):
            offset[i] = seen.positions[body, i] - seen.base_position[i]
            offset[i] += rotation[i, 0] * point[0] + rotation[i, 1] * point[1] + rotation[i, 2] * point[2]
        for i in range(3):
            rows[row, i] = base[0, i] * offset[0] + base[1, i] * offset[1] + base[2, i] * offset[2]
            for j in range(2):
                turned = base[0, i] * rotation[0, j] + base[1, i] * rotation[1, j] + base[2, i] * rotation[2, j]
                rows[row, 3 + 3 * j + i] = turned
    first = len(seen.bodies) - len(seen.addresses)
    for part, address in enumerate(seen.addresses):
        rows[first + part, 12] = seen.joints[address] / seen.reach[part]
