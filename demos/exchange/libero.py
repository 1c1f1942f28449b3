"""LIBERO's HDF5 files: images upside down, and observation row t is what was seen after action t."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.spatial.transform import Rotation

from ..schema import IMAGES, Arrays
from ._frames import Frames
from ._imported import Imported, ImportedDemo
from ._layout import Column, Columns, add, opened, read_file, written
from ._source import Demo, Source

UPSIDE_DOWN = "opengl"


def write(tasks: Sequence[Source], folder: Path) -> None:
    """Write `<folder>/<suite>/<task>_demo.hdf5`; the last action has nothing after it and is left out."""
    for task in tasks:
        path, frames_ = folder / task.about.suite / f"{task.about.task}_demo.hdf5", task.frames()
        with written(path, task, frames_, macros_image_convention=UPSIDE_DOWN, tag="libero-v1") as data:
            for demo in task.demos():
                add(data, demo.number, _columns(demo, frames_), None if demo.states is None else demo.states[0])


def _columns(demo: Demo, frames_: Frames) -> Columns:
    seen = {name: array[1:] for name, array in demo.observations.items()}
    position, quaternion = frames_.out(seen["ee_states"])
    turn = Rotation.from_quat(quaternion).as_rotvec()
    gripper = seen["gripper_states"].astype(np.float64)
    columns: Arrays = {
        "actions": demo.actions[:-1].astype(np.float64),
        "robot_states": np.hstack([gripper, position, quaternion]),
        "obs/gripper_states": gripper,
        "obs/joint_states": seen["joint_states"].astype(np.float64),
        "obs/ee_states": np.hstack([position, turn]),
        "obs/ee_pos": position,
        "obs/ee_ori": turn,
    }
    if demo.states is not None:
        columns["states"] = demo.states[:-1]
    return columns | {f"obs/{name}": seen[name][:, ::-1] for name in IMAGES.values()}


def read(path: Path) -> Imported:
    """Read a file, each observation brought back to the action that was taken from it; the first action goes."""
    with opened(path) as data:
        flipped = str(data.attrs.get("macros_image_convention", UPSIDE_DOWN)) == UPSIDE_DOWN

    def take(column: Column, place: Frames) -> ImportedDemo:
        quaternion = Rotation.from_rotvec(column("obs/ee_ori")).as_quat()
        seen: Arrays = {
            "joint_states": column("obs/joint_states"),
            "gripper_states": column("obs/gripper_states"),
            "ee_states": place.into(column("obs/ee_pos"), quaternion),
        }
        for name in IMAGES.values():
            image = column(f"obs/{name}")
            seen[name] = image[:, ::-1] if flipped else image
        return ImportedDemo(column("actions")[1:], {name: array[:-1] for name, array in seen.items()})

    return read_file("libero", path, take)
