"""RLDS, the layout of TensorFlow Datasets, as OpenVLA's LIBERO sets have it: `tfds.builder_from_directory` reads it.

One shard per task, one episode per record, images as PNG, row 0 on top; nothing of TensorFlow is needed to write it.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ._source import Demo, Source
from ._tfrecord import Feature, example, record
from ._vla import ACTION, STATE, one_size, state

NAME, VERSION = "perdure", "1.0.0"
_IMAGES = {"image": "agentview_rgb", "wrist_image": "eye_in_hand_rgb"}
_CORE = "tensorflow_datasets.core.features"


def write(tasks: Sequence[Source], folder: Path) -> None:
    """Write `<folder>/perdure/1.0.0/`: a shard for each task, `features.json` and `dataset_info.json`."""
    place = folder / NAME / VERSION
    place.mkdir(parents=True)
    size, lengths, total = one_size(tasks), [], 0
    for number, task in enumerate(tasks):
        shard = place / f"{NAME}-train.tfrecord-{number:05d}-of-{len(tasks):05d}"
        with shard.open("wb") as file:
            for demo in task.demos():
                file.write(record(example(_episode(task, demo))))
        lengths.append(str(task.about.demos))
        total += shard.stat().st_size
    _dump(place / "features.json", _features(size))
    _dump(place / "dataset_info.json", _info(lengths, total))


def _episode(task: Source, demo: Demo) -> dict[str, Feature]:
    """Return the features of an episode; those of its steps lie one after another."""
    length = len(demo)
    first, last = np.arange(length) == 0, np.arange(length) == length - 1
    steps: dict[str, Feature] = {
        "action": demo.actions.ravel(),
        "discount": np.ones(length, np.float32),
        "is_first": first,
        "is_last": last,
        "is_terminal": last,
        "language_instruction": [task.about.instruction.encode()] * length,
        "reward": last.astype(np.float32),
        "observation/state": state(demo).ravel(),
        "observation/joint_state": demo.observations["joint_states"].ravel(),
    }
    for name, ours in _IMAGES.items():
        steps[f"observation/{name}"] = [_png(frame) for frame in demo.observations[ours]]
    source = f"{task.about.suite}/{task.about.task}.hdf5"
    return {
        "episode_metadata/file_path": [source.encode()],
        "episode_metadata/demo_id": np.array([demo.number]),
        **{f"steps/{name}": values for name, values in steps.items()},
    }


def _png(frame: NDArray[np.uint8]) -> bytes:
    packed = io.BytesIO()
    Image.fromarray(frame).save(packed, format="png")
    return packed.getvalue()


def _features(size: int) -> dict[str, Any]:
    image = {
        "pythonClassName": f"{_CORE}.image_feature.Image",
        "image": {
            "shape": {"dimensions": [str(size), str(size), "3"]},
            "dtype": "uint8",
            "encodingFormat": "png",
        },
    }
    observation = {
        **dict.fromkeys(_IMAGES, image),
        "state": _tensor((len(STATE),), "end effector position 3 [m] and axis-angle 3 [rad], fingers 2 [m]"),
        "joint_state": _tensor((7,), "joint positions [rad]"),
    }
    steps = {
        "action": _tensor((len(ACTION),), "displacement 3 (1 = 0.05 m), axis-angle 3 (1 = 0.5 rad), gripper 1 closes"),
        "discount": _scalar("float32"),
        "is_first": _scalar("bool"),
        "is_last": _scalar("bool"),
        "is_terminal": _scalar("bool"),
        "language_instruction": _text(),
        "observation": _dict(observation),
        "reward": _scalar("float32"),
    }
    sequence = {"feature": _dict(steps), "length": "-1"}
    return _dict(
        {
            "episode_metadata": _dict({"file_path": _text(), "demo_id": _scalar("int64")}),
            "steps": {"pythonClassName": f"{_CORE}.dataset_feature.Dataset", "sequence": sequence},
        }
    )


def _dict(features: dict[str, Any]) -> dict[str, Any]:
    return {"pythonClassName": f"{_CORE}.features_dict.FeaturesDict", "featuresDict": {"features": features}}


def _tensor(shape: tuple[int, ...], description: str) -> dict[str, Any]:
    tensor = {"shape": {"dimensions": [str(n) for n in shape]}, "dtype": "float32", "encoding": "none"}
    return {"pythonClassName": f"{_CORE}.tensor_feature.Tensor", "tensor": tensor, "description": description}


def _scalar(dtype: str) -> dict[str, Any]:
    tensor = {"shape": {}, "dtype": dtype, "encoding": "none"}
    return {"pythonClassName": f"{_CORE}.scalar.Scalar", "tensor": tensor}


def _text() -> dict[str, Any]:
    return {"pythonClassName": f"{_CORE}.text_feature.Text", "text": {}}


def _info(lengths: list[str], total: int) -> dict[str, Any]:
    return {
        "name": NAME,
        "version": VERSION,
        "description": "Demonstrations of perdure, a benchmark of lifelong learning for robot manipulation.",
        "fileFormat": "tfrecord",
        "splits": [
            {
                "name": "train",
                "filepathTemplate": "{DATASET}-{SPLIT}.{FILEFORMAT}-{SHARD_X_OF_Y}",
                "numBytes": str(total),
                "shardLengths": lengths,
            }
        ],
    }


def _dump(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n")
