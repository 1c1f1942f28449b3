"""What a demonstration file holds: names, types and where they come from (the robomimic and LIBERO layout).

One HDF5 file per task: `/data/demo_<i>/...` as listed in `FIELDS` and `OBSERVATIONS`, `/mask/train` and `/mask/valid`
as robomimic has them, and `/collection`, the JSON list of every attempt with what became of it. Row t of everything
belongs to one moment: the state and observation before action t.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

FORMAT_VERSION = 1
IMAGE_CONVENTION = "upright"
IMAGES = {"agentview": "agentview_rgb", "eye_in_hand": "eye_in_hand_rgb"}
"""Camera -> name in the file."""

FIELDS: dict[str, np.dtype[Any]] = {
    "actions": np.dtype(np.float32),  # (T, 7) executed: they replay open loop
    "expert_actions": np.dtype(np.float32),  # (T, 7) what the expert wanted in the same state: the label to learn
    "states": np.dtype(np.float64),  # (T, S) complete simulation state before the action
    "robot_states": np.dtype(np.float32),  # (T, 9) gripper 2, end effector position 3, quaternion x y z w
    "rewards": np.dtype(np.uint8),  # (T,) 1 in the last row
    "dones": np.dtype(np.uint8),  # (T,) 1 in the last row
}
OBSERVATIONS: dict[str, np.dtype[Any]] = {
    "objects": np.dtype(np.float32),  # (T, N, F)
    "objects_mask": np.dtype(np.int8),  # (T, N)
    "joint_states": np.dtype(np.float32),  # (T, 7) [rad]
    "gripper_states": np.dtype(np.float32),  # (T, 2) [m]
    "ee_states": np.dtype(np.float32),  # (T, 6) position and axis-angle, robot base frame
    "ee_pos": np.dtype(np.float32),  # (T, 3) [m]
    "ee_ori": np.dtype(np.float32),  # (T, 3) [rad]
}
PACKED = ("states", "objects")
"""Stored as one gzipped chunk each: most of their columns never change, and they are the bulk of a file."""
PROPRIO = ("joint_states", "gripper_states", "ee_states")
"""Joined in this order they are the environment's `proprio` (15,)."""

Arrays = dict[str, NDArray[Any]]


def observation_rows(observations: Sequence[Mapping[str, Any]]) -> Arrays:
    """Return the environment's `state` observations of T steps as the arrays (T, ...) that the file holds."""
    proprio = np.stack([row["proprio"] for row in observations])
    rows: Arrays = {
        "objects": np.stack([row["objects"] for row in observations]),
        "objects_mask": np.stack([row["objects_mask"] for row in observations]),
        "joint_states": proprio[:, :7],
        "gripper_states": proprio[:, 7:9],
        "ee_states": proprio[:, 9:15],
        "ee_pos": proprio[:, 9:12],
        "ee_ori": proprio[:, 12:15],
    }
    return {name: np.ascontiguousarray(rows[name], dtype) for name, dtype in OBSERVATIONS.items()}


def robot_states(observations: Arrays) -> NDArray[np.float32]:
    """Return LIBERO's `robot_states` (T, 9) from the observation arrays of `observation_rows`."""
    axis_angle = observations["ee_ori"].astype(np.float64)
    angle = np.linalg.norm(axis_angle, axis=1, keepdims=True)
    half = np.sinc(angle / (2 * np.pi)) / 2  # sin(angle / 2) / angle, finite at 0
    quaternion = np.concatenate([axis_angle * half, np.cos(angle / 2)], axis=1)
    parts = [observations["gripper_states"], observations["ee_pos"], quaternion]
    states: NDArray[np.float32] = np.concatenate(parts, axis=1).astype(np.float32)
    return states


def last_row(length: int) -> NDArray[np.uint8]:
    """Return zeros (length,) with a 1 at the end, as LIBERO's rewards and dones are."""
    flags = np.zeros(length, np.uint8)
    flags[-1] = 1
    return flags


def episode_seed(suite: str, task: str, seed: int, attempt: int) -> int:
    """Return the seed of one attempt: the same on every machine and for any number of workers."""
    text = f"{suite}/{task}/{seed}/{attempt}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big")


def masks(count: int) -> dict[str, list[str]]:
    """Return robomimic's filter keys: every tenth demonstration (of fewer than ten, the last) validates."""
    valid = list(range(9, count, 10)) or ([count - 1] if count > 1 else [])
    names = {"train": [i for i in range(count) if i not in valid], "valid": valid}
    return {key: [f"demo_{i}" for i in chosen] for key, chosen in names.items()}
