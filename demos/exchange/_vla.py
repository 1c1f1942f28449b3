"""What LeRobot's and OpenVLA's data sets hold of a demonstration, under the names that their LIBERO sets have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError

from ._source import Demo, Source

FPS = 20
STATE = ("x", "y", "z", "axis_angle_x", "axis_angle_y", "axis_angle_z", "finger_left", "finger_right")
ACTION = ("dx", "dy", "dz", "d_axis_angle_x", "d_axis_angle_y", "d_axis_angle_z", "gripper")


def state(demo: Demo) -> NDArray[np.float32]:
    """Return (T, 8): the end effector's position and axis-angle in the frame of the robot's base, and the fingers."""
    return np.concatenate([demo.observations["ee_states"], demo.observations["gripper_states"]], axis=1)


def one_size(tasks: Sequence[Source]) -> int:
    """Return the size of all images.

    Raises:
        PerdureError: the files have different ones.
    """
    sizes = sorted({task.size for task in tasks})
    if len(sizes) > 1:
        raise PerdureError(f"The files have images of {' and '.join(map(str, sizes))} pixels; say size=... for all.")
    return sizes[0]
