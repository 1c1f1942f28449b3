"""Where an end effector is said to be: robosuite means another frame than we do.

robosuite (to 1.4, and so LIBERO and robomimic) gives the grip site's position in the world and the turn of the arm's
last body, `right_hand`; we give both of the grip site, in the frame of the robot's base.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from perdure.envs.control import vector_from_rotation

Array = NDArray[np.float64]

# of the Panda's grip site in `right_hand`: a quarter turn
PANDA_TOOL = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])


@dataclass(frozen=True, eq=False)
class Frames:
    """Where a robot stands and how its hand is mounted.

    Attributes:
        position: of the base in the world (3,) [m].
        rotation: of the base in the world (3, 3).
        tool: of the grip site in the last body (3, 3).
    """

    position: Array
    rotation: Array = field(default_factory=lambda: np.eye(3))
    tool: Array = field(default_factory=PANDA_TOOL.copy)

    @classmethod
    def of_simulation(cls, simulation: Any) -> Frames:
        """Read them off a simulation whose poses are up to date."""
        arm, data = simulation.arm, simulation.data
        base, hand = arm.base(data), data.body(f"robot/{arm.robot.hand}").xmat.reshape(3, 3)
        return cls(base.position, base.rotation, hand.T @ arm.eef(data).rotation)

    @classmethod
    def of_row(cls, row: Array) -> Frames:
        """Return what `row` has stored."""
        return cls(row[:3], row[3:12].reshape(3, 3), row[12:].reshape(3, 3))

    def row(self) -> Array:
        """Return all as one array (21,)."""
        return np.concatenate([self.position, self.rotation.ravel(), self.tool.ravel()])

    def out(self, ee_states: NDArray[Any]) -> tuple[Array, Array]:
        """Return our `ee_states` (T, 6) as robosuite's position (T, 3) and quaternion x y z w (T, 4)."""
        ours = np.asarray(ee_states, np.float64)
        turns = self.rotation @ Rotation.from_rotvec(ours[:, 3:]).as_matrix() @ self.tool.T
        return ours[:, :3] @ self.rotation.T + self.position, Rotation.from_matrix(turns).as_quat()

    def into(self, position: NDArray[Any], quaternion: NDArray[Any]) -> NDArray[np.float32]:
        """Return robosuite's position (T, 3) and quaternion x y z w (T, 4) as our `ee_states` (T, 6)."""
        turns = self.rotation.T @ Rotation.from_quat(np.asarray(quaternion, np.float64)).as_matrix() @ self.tool
        vectors = np.stack([vector_from_rotation(np.ascontiguousarray(turn)) for turn in turns])
        moved = (np.asarray(position, np.float64) - self.position) @ self.rotation
        ours: NDArray[np.float32] = np.concatenate([moved, vectors], axis=1).astype(np.float32)
        return ours
