"""What LIBERO's and robomimic's HDF5 files have in common, going out and coming in."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray
from scipy.spatial.transform import Rotation

from perdure.envs.errors import PerdureError

from ..reader import names, short
from ..schema import last_row, masks
from ._frames import Frames
from ._imported import Imported, ImportedDemo
from ._source import Source

Columns = Mapping[str, NDArray[Any]]
Column = Callable[[str], NDArray[Any]]
ATTRIBUTES = ("env_name", "env_args", "problem_info", "bddl_file_name", "bddl_file_content")


@contextmanager
def written(path: Path, source: Source, frames: Frames, **attributes: Any) -> Iterator[h5py.Group]:
    """Give the group `/data` of a new file; afterwards counts and robomimic's filter keys are added."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        data = file.create_group("data")
        yield data
        told = {key: str(source.about.attributes.get(key, "")) for key in ATTRIBUTES}
        total = sum(int(demo.attrs["num_samples"]) for demo in data.values())
        data.attrs.update({**told, "frames": frames.row(), "num_demos": len(data), "total": total, **attributes})
        for name, chosen in masks(len(data)).items():
            file.create_dataset(f"mask/{name}", data=np.array(chosen, dtype="S"))


def add(data: h5py.Group, number: int, columns: Columns, start: NDArray[Any] | None) -> None:
    """Write one demonstration: arrays by name (T, ...), with rewards and dones, and the state that it starts from."""
    group, length = data.create_group(f"demo_{number}"), len(columns["actions"])
    for name, array in {**columns, "rewards": last_row(length), "dones": last_row(length)}.items():
        group.create_dataset(name, data=array)
    group.attrs.update({"num_samples": length, "model_file": ""})
    if start is not None:
        group.attrs["init_state"] = start


@contextmanager
def opened(path: Path) -> Iterator[h5py.Group]:
    """Open a file of others and give its group `/data`.

    Raises:
        PerdureError: it isn't there, isn't whole, or holds no demonstrations.
    """
    if not path.is_file():
        raise PerdureError(f"There is no file '{path}'.")
    try:
        with h5py.File(path, "r", locking=False) as file:
            if not names(file):
                raise PerdureError(f"'{path}' holds no demonstrations (no /data/demo_0).")
            yield file["data"]
    except (OSError, RuntimeError) as error:
        raise PerdureError(f"'{path}' isn't a whole HDF5 file ({short(error)}).") from error


def read_file(name: str, path: Path, take: Callable[[Column, Frames], ImportedDemo]) -> Imported:
    """Read a file of others.

    Args:
        name: of the format.
        path: of the file.
        take: makes one demonstration of its arrays (name -> array) and of where the robot stood.
    """
    with opened(path) as data:
        found = names(data.file)
        place = frames(data, data[found[0]])
        told = instruction(path, data)

    def demos() -> Iterator[ImportedDemo]:
        with opened(path) as data:
            for demo in found:
                yield take(partial(column, path, data[demo]), place or Frames(np.zeros(3)))

    return Imported(name, path, told, place, len(found), demos())


def column(path: Path, demo: h5py.Group, name: str) -> NDArray[Any]:
    """Return an array of a demonstration.

    Raises:
        PerdureError: it isn't there.
    """
    if isinstance(item := demo.get(name), h5py.Dataset):
        return np.asarray(item[()])
    known = [*demo, *(f"obs/{name}" for name in demo.get("obs", {}))]
    raise PerdureError(f"'{path}' has no '{name}' in {demo.name}; it has {', '.join(known)}.")


def instruction(path: Path, data: h5py.Group) -> str:
    """Return what `problem_info` says, else the file's name as words."""
    try:
        said = json.loads(data.attrs["problem_info"])["language_instruction"]
    except (KeyError, ValueError, TypeError):
        said = path.stem.removesuffix("_demo").replace("_", " ")
    return ("".join(said) if isinstance(said, list) else str(said)).strip().strip('"')


def frames(data: h5py.Group, demo: h5py.Group) -> Frames | None:
    """Return where the robot stood: as we have written it, or as the model's XML says; None when nobody says it."""
    if "frames" in data.attrs:
        return Frames.of_row(data.attrs["frames"])
    try:
        body = ElementTree.fromstring(demo.attrs["model_file"]).find(".//body[@name='robot0_base']")
    except (KeyError, ElementTree.ParseError):
        return None
    if body is None:
        return None
    position = np.array(body.get("pos", "0 0 0").split(), np.float64)
    w, x, y, z = map(float, body.get("quat", "1 0 0 0").split())
    return Frames(position, Rotation.from_quat([x, y, z, w]).as_matrix())
