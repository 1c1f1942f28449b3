"""What a policy sees: the rows of `objects`, the robot's own state, pictures.

The world in numbers, for the `state` track: one row per asset in the order of the task (fixtures, then objects), then
one row per moving part. Everything is in the robot's base frame.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import gymnasium as gym
import numpy as np
from numpy.typing import NDArray

from .assets.asset import Articulation
from .errors import PerdureError, UnknownNameError
from .pose import Pose
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
    ("category", 14, 14 + CODE, "code of the category's name, entries in [-1, 1]"),
    ("held", 14 + CODE, 15 + CODE, "1 between the fingers"),
)
FEATURES = COLUMNS[-1][2]
_TEXT = gym.spaces.Text(min_length=1, max_length=512, charset="".join(map(chr, range(32, 127))))


@lru_cache(maxsize=512)
def category_code(name: str) -> tuple[float, ...]:
    """Return the code of a category or part name: fixed numbers in [-1, 1], the same in every suite and process."""
    return tuple(byte / 127.5 - 1.0 for byte in hashlib.sha256(name.encode()).digest()[:CODE])


def space(kind: str, image_size: int) -> gym.spaces.Dict:
    """Return the observation space of a kind ('state', 'pixels' or 'both')."""
    if kind not in KINDS:
        raise UnknownNameError("observation", kind, KINDS)
    spaces: dict[str, gym.Space[Any]] = {
        "proprio": gym.spaces.Box(-np.inf, np.inf, (15,), np.float32),
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
    """Reads the rows of `objects` off a simulation."""

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
        self._objects = np.zeros((MAX_OBJECTS, FEATURES), np.float32)
        self.mask = np.zeros(MAX_OBJECTS, np.int8)
        self.mask[:count] = 1
        self._fill_constants()

    def objects(self) -> NDArray[np.float32]:
        """Return the rows (MAX_OBJECTS, FEATURES) as they are now."""
        to_base = self._simulation.base.inverse()
        rows = self._objects
        for row, (name, asset) in enumerate(self._simulation.assets.items()):
            self._write_pose(rows[row], to_base @ self._simulation.pose(name))
            rows[row, -1] = not asset.fixture and self._simulation.held(name)
        for row, (name, articulation) in enumerate(self._parts, len(self._simulation.assets)):
            part = to_base @ self._simulation.pose(name, articulation.part)
            handle = part.point(np.array(articulation.handles[0].position))
            self._write_pose(rows[row], Pose(handle, part.rotation))
            rows[row, 12] = self._simulation.joint(name, articulation.part) / self._reach[row]
        return rows.copy()

    def _fill_constants(self) -> None:
        self._reach: dict[int, float] = {}
        for row, asset in enumerate(self._simulation.assets.values()):
            self._objects[row, 9:12] = (np.array(asset.upper) - np.array(asset.lower)) / 2
            self._objects[row, 14 : 14 + CODE] = category_code(asset.category)
        for row, (name, articulation) in enumerate(self._parts, len(self._simulation.assets)):
            asset = self._simulation.assets[name]
            label = f"{asset.category}/{articulation.name or articulation.part}"
            self._objects[row, 13] = 1.0
            self._objects[row, 14 : 14 + CODE] = category_code(label)
            self._reach[row] = self._simulation.joint_range(name, articulation.part)[1]

    @staticmethod
    def _write_pose(row: NDArray[np.float32], pose: Pose) -> None:
        row[0:3] = pose.position
        row[3:6], row[6:9] = pose.rotation[:, 0], pose.rotation[:, 1]
