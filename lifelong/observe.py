"""What the simulation shows, as the batch of one step that a policy acts on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from perdure.policies import Batch, embed

_IMAGE_AXES = 4  # lanes, height, width, colour


def observation_batch(observation: Mapping[str, Any], instruction: str, task: int, device: torch.device) -> Batch:
    """Return the batch (B lanes, T = 1) of one step.

    Args:
        observation: arrays (B, ...) of a vector environment; every uint8 array with four axes is a camera's picture.
        instruction: the sentence that all lanes follow.
        task: the suite's index of the task.
        device: where the policy is.
    """
    arrays = {key: value for key, value in observation.items() if isinstance(value, np.ndarray)}
    images = {key: arrays[key] for key in arrays if arrays[key].dtype == np.uint8 and arrays[key].ndim == _IMAGE_AXES}
    lanes = len(arrays["proprio"])

    def step(array: np.ndarray[Any, Any], dtype: type[np.generic] | None = None) -> torch.Tensor:
        return torch.from_numpy(np.array(array[:, None], dtype=dtype)).to(
            device
        )  # a copy: the environment reuses its own

    return Batch(
        proprio=step(arrays["proprio"], np.float32),
        language=embed(instruction).expand(lanes, -1).to(device),
        task=torch.full((lanes,), task, dtype=torch.long, device=device),
        mask=torch.ones(lanes, 1, dtype=torch.bool, device=device),
        objects=step(arrays["objects"], np.float32) if "objects" in arrays else None,
        objects_mask=step(arrays["objects_mask"], np.bool_) if "objects_mask" in arrays else None,
        images={camera: step(picture) for camera, picture in images.items()},
    )
