"""Writing demonstrations: one part per attempt while collecting, one file per task in the end."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from .atomic import replacing
from .digest import digest
from .episode import Episode, Rejection
from .schema import FIELDS, PACKED, Arrays, last_row, masks, robot_states

Source = tuple[Path, str]
"""A demonstration's file and group."""


def store(group: h5py.Group, name: str, data: NDArray[Any]) -> None:
    """Write an array: packed where that is worth while, else contiguous and unfiltered, which reads fastest."""
    packing = {"chunks": data.shape, "compression": "gzip"} if name in PACKED else {}
    group.create_dataset(name, data=data, **packing)


def write_demo(group: h5py.Group, episode: Episode, images: Arrays | None = None) -> None:
    """Fill an empty group with one demonstration."""
    length = len(episode.actions)
    columns: Arrays = {
        "actions": episode.actions,
        "expert_actions": episode.expert_actions,
        "states": episode.states,
        "robot_states": robot_states(episode.observations),
        "rewards": last_row(length),
        "dones": last_row(length),
    }
    for name, dtype in FIELDS.items():
        store(group, name, np.asarray(columns[name], dtype))
    observed = group.create_group("obs")
    for name, data in {**episode.observations, **(images or {})}.items():
        store(observed, name, data)
    group.attrs["num_samples"] = length
    group.attrs["init_state"] = episode.states[0]
    group.attrs["final_state"] = episode.final_state
    group.attrs["layout"] = episode.layout
    group.attrs["seed"] = episode.seed
    group.attrs["source"] = episode.source
    if episode.device:
        group.attrs["device"] = episode.device
    if episode.origin:
        group.attrs["made_from"] = episode.origin
    group.attrs["sha256"] = digest(group)


def save_part(path: Path, result: Episode | Rejection, images: Arrays | None, attributes: Mapping[str, Any]) -> None:
    """Write one attempt, kept or not, in one piece: afterwards `path` is whole or isn't there.

    Raises:
        PerdureError: the disk is full.
    """
    image = io.BytesIO()
    with h5py.File(image, "w") as file:
        file.attrs.update(attributes)
        if isinstance(result, Episode):
            write_demo(file.create_group("demo"), result, images)
    with replacing(path) as temporary:
        temporary.write_bytes(image.getbuffer())


def merge(path: Path, sources: Sequence[Source], attributes: Mapping[str, Any], collection: Any) -> None:
    """Write a task's file from demonstrations of other files, replacing what is at `path` only when all is well.

    Args:
        path: `<out>/<suite>/<task>.hdf5`.
        sources: where demo_0, demo_1, ... are copied from; `path` itself may be among them.
        attributes: of `/data`; `num_demos` and `total` are added.
        collection: what became of every attempt, stored as JSON in `/collection`.
    """
    with replacing(path) as temporary, h5py.File(temporary, "w") as file:
        data = file.create_group("data")
        total = 0
        for index, (source, group) in enumerate(sources):
            with h5py.File(source, "r", locking=False) as part:
                part.copy(part[group], data, f"demo_{index}")
            total += int(data[f"demo_{index}"].attrs["num_samples"])
        data.attrs.update({**attributes, "num_demos": len(sources), "total": total})
        for name, chosen in masks(len(sources)).items():
            file.create_dataset(f"mask/{name}", data=np.array(chosen, dtype="S"))
        file.create_dataset("collection", data=json.dumps(collection, sort_keys=True))
