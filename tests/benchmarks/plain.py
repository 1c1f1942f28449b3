"""The data path that is compared to: every window read by h5py and made floats by itself, as LIBERO's loader does."""

from __future__ import annotations

from pathlib import Path

import h5py
import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from perdure.demos import reader
from perdure.demos.schema import IMAGES
from perdure.policies.encoders.augment import lights

_LOW = ("joint_states", "gripper_states", "ee_states")
_REACH, _LIGHT = 4, 0.1


class PlainWindows:
    """Windows of a demonstration file, read when they are drawn.

    Args:
        path: the file, with images.
        history: steps of a window.
    """

    def __init__(self, path: Path, history: int) -> None:
        self._file, self._history = h5py.File(path, "r"), history
        lengths = {name: len(self._file[f"data/{name}/actions"]) for name in reader.names(self._file)}
        self._starts = [(name, row) for name, length in lengths.items() for row in range(length - history + 1)]

    def draw(self, size: int, draw: torch.Generator, augment: torch.Generator) -> int:
        """Read and augment windows drawn uniformly; return how many."""
        chosen = torch.randint(len(self._starts), (size,), generator=draw).tolist()
        windows = [self._window(*self._starts[number]) for number in chosen]
        batch = [torch.from_numpy(np.stack(column)) for column in zip(*windows, strict=True)]
        for images in batch[-len(IMAGES) :]:
            contrast, brightness = lights(images, _LIGHT, augment)
            _shifted(images, augment) * contrast + brightness
        return size

    def _window(self, name: str, row: int) -> list[NDArray[np.float32]]:
        rows = slice(row, row + self._history)
        numbers = [self._file[f"data/{name}/{key}"][rows] for key in ("actions", *(f"obs/{low}" for low in _LOW))]
        images = [self._file[f"data/{name}/obs/{key}"][rows] for key in IMAGES.values()]
        floats = [np.ascontiguousarray(image.transpose(0, 3, 1, 2)).astype(np.float32) / 255.0 for image in images]
        return [*(number.astype(np.float32) for number in numbers), *floats]


def _shifted(images: torch.Tensor, augment: torch.Generator) -> torch.Tensor:
    """Return images (B, T, 3, H, W) padded by their edges and cut out again, each window elsewhere."""
    height, width = images.shape[-2:]
    padded = functional.pad(images.flatten(1, 2), (_REACH,) * 4, mode="replicate")
    places = torch.randint(2 * _REACH + 1, (len(images), 2), generator=augment).tolist()
    cut = [window[:, y : y + height, x : x + width] for window, (y, x) in zip(padded, places, strict=True)]
    return torch.stack(cut).view(images.shape)
