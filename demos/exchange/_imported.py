"""Demonstrations of others on their way into a file of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError

from ..atomic import replacing
from ..digest import digest
from ..schema import FORMAT_VERSION, IMAGE_CONVENTION, IMAGES, OBSERVATIONS, Arrays, last_row, masks, robot_states
from ._frames import Frames

ROBOT = "panda"
_ROW = {"joint_states": (7,), "gripper_states": (2,), "ee_states": (6,)}


@dataclass(frozen=True, eq=False)
class ImportedDemo:
    """One demonstration: actions (T, 7) and our observations (T, ...), row t from before action t."""

    actions: NDArray[Any]
    observations: Arrays


@dataclass(frozen=True, eq=False)
class Imported:
    """A file of others.

    Attributes:
        format: that it is of.
        path: of the file.
        instruction: of its task.
        frames: where the robot stood; None when the file doesn't say, and positions are the world's.
        count: of its demonstrations.
        demos: these, read as they are asked for.
    """

    format: str
    path: Path
    instruction: str
    frames: Frames | None
    count: int
    demos: Iterator[ImportedDemo]


def save(found: Imported, path: Path, suite: str) -> list[str]:
    """Write a file of ours without states, whole or not at all, and return the names of the observations that it has.

    Raises:
        PerdureError: shapes or numbers that can't be.
    """
    with replacing(path) as temporary, h5py.File(temporary, "w") as file:
        data, total, keys = file.create_group("data"), 0, set[str]()
        for number, demo in enumerate(found.demos):
            _check(f"demo_{number} of '{found.path}'", demo)
            group = data.create_group(f"demo_{number}")
            _fill(group, demo)
            group.attrs.update({"num_samples": len(demo.actions), "source": found.format})
            group.attrs["sha256"] = digest(group)
            total += len(demo.actions)
            keys |= set(demo.observations)
        data.attrs.update({**_attributes(found, suite, path.stem), "num_demos": len(data), "total": total})
        for name, chosen in masks(len(data)).items():
            file.create_dataset(f"mask/{name}", data=np.array(chosen, dtype="S"))
        file.create_dataset("collection", data="[]")
    return sorted(keys)


def _fill(group: h5py.Group, demo: ImportedDemo) -> None:
    length, seen = len(demo.actions), demo.observations
    own = {name: np.ascontiguousarray(seen[name], OBSERVATIONS[name]) for name in _ROW}
    own |= {"ee_pos": own["ee_states"][:, :3], "ee_ori": own["ee_states"][:, 3:]}
    own |= {name: np.ascontiguousarray(seen[name]) for name in IMAGES.values() if name in seen}
    columns = {
        "actions": demo.actions.astype(np.float32),
        "robot_states": robot_states(own),
        "rewards": last_row(length),
        "dones": last_row(length),
    }
    for name, array in {**columns, **{f"obs/{name}": array for name, array in own.items()}}.items():
        group.create_dataset(name, data=array)


def _check(where: str, demo: ImportedDemo) -> None:
    """Raise where arrays can't be what they are said to be."""
    length = len(demo.actions)
    wanted = {"actions": (7,), **_ROW}
    for name, array in {"actions": demo.actions, **demo.observations}.items():
        row = wanted.get(name, (*array.shape[1:3], 3))
        if array.shape != (length, *row) or not length:
            raise PerdureError(f"{where}: '{name}' has the shape {array.shape}, not {(length or 'steps', *row)}.")
        if name in IMAGES.values() and array.dtype != np.uint8:
            raise PerdureError(f"{where}: '{name}' is {array.dtype}, not uint8.")
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            raise PerdureError(f"{where}: '{name}' has numbers that aren't finite.")
    if np.abs(demo.actions).max() > 1:
        raise PerdureError(f"{where}: 'actions' go beyond 1, so they are no displacements of the end effector.")


def _attributes(found: Imported, suite: str, task: str) -> dict[str, Any]:
    place = {"frames": found.frames.row()} if found.frames else {}
    return {
        "format_version": FORMAT_VERSION,
        "suite": suite,
        "suite_hash": "",  # of no suite of ours
        "task": task,
        "instruction": found.instruction,
        "robot": ROBOT,
        "states": "absent",
        "ee_frame": "robot base" if found.frames else "world",
        "source": json.dumps({"imported from": found.format, "file": found.path.name}),
        "image_convention": IMAGE_CONVENTION,
        "macros_image_convention": "opencv",
        "env_name": "perdure",
        "env_args": json.dumps({"env_name": "perdure", "type": 1, "env_kwargs": {}}),
        "problem_info": json.dumps({"language_instruction": found.instruction}),
        **place,
    }
