"""The one bridge from demonstrations and observations to batches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from perdure.envs.errors import PerdureError
from perdure.policies import Batch, Policy
from perdure.policies.encoders.images import shrink
from perdure.policies.encoders.memory import empty

from .device import home
from .joined import joined

Episode = Mapping[str, NDArray[Any]]

PROPRIO = "proprio"  # the reader joins it from its parts
OBJECT_KEYS = ("objects", "objects_mask")
IMAGE_KEYS = {"agentview": "agentview_rgb", "eye_in_hand": "eye_in_hand_rgb"}  # camera -> name in a file
LABELS = "expert_actions"


def keys(observation: str) -> list[str]:
    """Return what to read from a demonstration file for a policy that sees `state` or `pixels`."""
    seen = OBJECT_KEYS if observation == "state" else tuple(IMAGE_KEYS.values())
    return [LABELS, PROPRIO, *seen]


class Windows:
    """Every window of one task's demonstrations; one per recorded step, the step it ends with.

    Everything lies in memory, step after step, or images in a file that is mapped into it, and a window is gathered by
    index. On a GPU all of it lies there, if it fits. A window that reaches back before the first step repeats it,
    masked; labels after the last step repeat it, masked. The labels are the expert's clean actions where there are
    any, else the executed ones.

    Attributes:
        task: the task's index in its suite.
        device: where the data lies, and the batches: that of the policy, or the CPU.
        episode: (L,) number of the demonstration that each window is from.
    """

    def __init__(
        self,
        episodes: Sequence[Episode],
        instruction: str,
        task: int,
        policy: Policy,
        device: torch.device | str = "cpu",
    ) -> None:
        if not episodes:
            raise PerdureError(f"Task {task} ('{instruction}') has no demonstrations to learn from.")
        columns = _columns(episodes, policy)
        device = home(torch.device(device), sum(column.nbytes for column in columns.values()))
        self.task, self.device = task, device
        self._language = policy.embed(instruction, task).to(device)
        self._back = torch.arange(1 - policy.history, 1, device=device)
        self._ahead = torch.arange(policy.chunk, device=device)
        lengths = torch.tensor([len(episode[_labels(episode)]) for episode in episodes])
        ends = lengths.cumsum(0)
        self.episode = torch.repeat_interleave(torch.arange(len(episodes)), lengths)
        self._start = (ends - lengths)[self.episode].to(device)
        self._end = ends[self.episode].to(device)
        self._steps = {name: column.to(device) for name, column in columns.items()}

    def __len__(self) -> int:
        """Return the number of windows L."""
        return len(self.episode)

    def sample(self, size: int, generator: torch.Generator) -> Batch:
        """Return `size` windows drawn uniformly, with repetition."""
        return self.gather(self.draw(size, generator))

    def draw(self, size: int, generator: torch.Generator) -> Tensor:
        """Return the numbers (size,) of windows drawn uniformly, with repetition."""
        return torch.randint(len(self), (size,), generator=generator)

    def gather(self, index: Tensor) -> Batch:
        """Return the windows that end at the steps index (B,)."""
        index = index.to(self.device)
        start, end = self._start[index][:, None], self._end[index][:, None]
        steps = index[:, None] + self._back  # (B, T)
        mask = steps >= start
        steps = torch.maximum(steps, start)
        labels = steps[..., None] + self._ahead  # (B, T, C)
        labels_mask = (labels < end[..., None]) & mask[..., None]
        labels = torch.minimum(labels, end[..., None] - 1)
        seen = {name: _rows(column, steps) for name, column in self._steps.items() if name != "actions"}
        return Batch.from_tensors(
            seen
            | {
                "language": self._language.expand(len(index), -1),
                "task": torch.full((len(index),), self.task, device=self.device),
                "mask": mask,
                "actions": _rows(self._steps["actions"], labels),
                "actions_mask": labels_mask,
            }
        )


def observe(observations: Mapping[str, NDArray[Any]], instruction: str, task: int, policy: Policy) -> Batch:
    """Return what a policy sees now as a batch of one step, on the policy's device.

    Args:
        observations: key -> (lanes, ...) as a vector environment gives them.
        instruction: what all lanes are told to do.
        task: the task's index in its suite.
        policy: who is going to act.
    """
    device = next(policy.parameters()).device
    proprio = torch.as_tensor(np.asarray(observations["proprio"], np.float32))
    lanes = len(proprio)
    tensors = {"proprio": proprio[:, None], "mask": torch.ones(lanes, 1, dtype=torch.bool)}
    if policy.observation == "state":
        tensors["objects"] = torch.as_tensor(np.asarray(observations["objects"], np.float32))[:, None]
        tensors["objects_mask"] = torch.as_tensor(np.asarray(observations["objects_mask"]) != 0)[:, None]
    else:
        for camera in policy.cameras:
            tensors[f"images.{camera}"] = torch.as_tensor(np.ascontiguousarray(observations[camera]))[:, None]
    tensors["language"] = policy.embed(instruction, task).expand(lanes, -1)
    tensors["task"] = torch.full((lanes,), task)
    return Batch.from_tensors(tensors).to(device)


def _rows(column: Tensor, index: Tensor) -> Tensor:
    """Return column[index] for an index of any shape; of images ten times as fast, since whole rows are copied."""
    whole = column.flatten(1)
    rows = empty((index.numel(), whole.shape[1]), column.dtype, column.device)
    torch.index_select(whole, 0, index.flatten(), out=rows)
    return rows.view(*index.shape, *column.shape[1:])


def _labels(episode: Episode) -> str:
    return LABELS if LABELS in episode else "actions"


def _columns(episodes: Sequence[Episode], policy: Policy) -> dict[str, Tensor]:
    """Return every quantity of all episodes, step after step (L, ...)."""

    def column(key: str, dtype: type) -> Tensor:
        return torch.from_numpy(np.concatenate([np.asarray(episode[key], dtype) for episode in episodes]))

    columns = {
        "proprio": column(PROPRIO, np.float32),
        "actions": torch.from_numpy(np.concatenate([np.asarray(e[_labels(e)], np.float32) for e in episodes])),
    }
    if policy.observation == "state":
        return columns | {"objects": column("objects", np.float32), "objects_mask": column("objects_mask", np.bool_)}
    for camera in policy.cameras:
        frames = torch.from_numpy(joined([episode[IMAGE_KEYS[camera]] for episode in episodes]))
        columns[f"images.{camera}"] = shrink(frames, policy.image_size)
    return columns
