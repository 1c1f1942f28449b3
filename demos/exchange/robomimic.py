"""robomimic's HDF5 files with robosuite's names: images upright, observation row t is what action t was taken from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..schema import Arrays
from ._frames import Frames
from ._imported import Imported, ImportedDemo
from ._layout import Column, Columns, add, read_file, written
from ._source import Demo, Source

CAMERAS = {"agentview_rgb": "agentview_image", "eye_in_hand_rgb": "robot0_eye_in_hand_image"}


def write(tasks: Sequence[Source], folder: Path) -> None:
    """Write `<folder>/<suite>/<task>.hdf5`, which robomimic's `SequenceDataset` reads."""
    for task in tasks:
        path, frames_ = folder / task.about.suite / f"{task.about.task}.hdf5", task.frames()
        with written(path, task, frames_) as data:
            for demo in task.demos():
                add(data, demo.number, _columns(demo, frames_), None if demo.states is None else demo.states[0])


def _columns(demo: Demo, frames_: Frames) -> Columns:
    seen = demo.observations
    position, quaternion = frames_.out(seen["ee_states"])
    columns: Arrays = {
        "actions": demo.actions.astype(np.float64),
        "obs/robot0_joint_pos": seen["joint_states"].astype(np.float64),
        "obs/robot0_gripper_qpos": seen["gripper_states"].astype(np.float64),
        "obs/robot0_eef_pos": position,
        "obs/robot0_eef_quat": quaternion,
    }
    if "objects" in seen:
        columns["obs/object"] = seen["objects"].reshape(len(demo), -1).astype(np.float64)
    if demo.states is not None:
        columns["states"] = demo.states
    return columns | {f"obs/{theirs}": seen[ours] for ours, theirs in CAMERAS.items()}


def read(path: Path) -> Imported:
    """Read a file; of images both cameras' must be there."""
    return read_file("robomimic", path, _take)


def _take(column: Column, place: Frames) -> ImportedDemo:
    seen: Arrays = {
        "joint_states": column("obs/robot0_joint_pos"),
        "gripper_states": column("obs/robot0_gripper_qpos"),
        "ee_states": place.into(column("obs/robot0_eef_pos"), column("obs/robot0_eef_quat")),
    }
    seen |= {ours: column(f"obs/{theirs}") for ours, theirs in CAMERAS.items()}
    return ImportedDemo(column("actions"), seen)
