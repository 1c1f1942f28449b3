"""The one contract between data and networks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields

import torch
from torch import Tensor


@dataclass(frozen=True, eq=False)
class Batch:
    """B windows of T consecutive steps. Axes: B window or lane, T time, C steps ahead, N object row, F feature.

    Attributes:
        proprio: (B, T, P) float32.
        language: (B, E) float32, the embedded instruction.
        task: (B,) int64, the task's index in its suite; only algorithms that declare it may look.
        mask: (B, T) bool, False where the window reaches back before the first step.
        objects: (B, T, N, F) float32.
        objects_mask: (B, T, N) bool, True where a row holds an object.
        images: camera -> (B, T, H, W, 3) uint8, row 0 on top.
        latents: (B, T, D) float32, what `Policy.encode` makes of each step, in place of what it is made from.
        actions: (B, T, C, A) float32 in [-1, 1], the labels of step t and of the C - 1 steps after it.
        actions_mask: (B, T, C) bool, False where a label lies outside the episode.
    """

    proprio: Tensor
    language: Tensor
    task: Tensor
    mask: Tensor
    objects: Tensor | None = None
    objects_mask: Tensor | None = None
    images: dict[str, Tensor] = field(default_factory=dict)
    latents: Tensor | None = None
    actions: Tensor | None = None
    actions_mask: Tensor | None = None

    def __len__(self) -> int:
        """Return B."""
        return len(self.proprio)

    def map(self, function: Callable[[Tensor], Tensor]) -> Batch:
        """Return a batch with the function applied to every tensor."""
        return Batch.from_tensors({name: function(tensor) for name, tensor in self.tensors().items()})

    def select(self, index: Tensor) -> Batch:
        """Return the windows with the given indices, copied."""
        return self.map(lambda tensor: tensor[index])

    def to(self, device: torch.device | str) -> Batch:
        """Return the batch on a device."""
        return self.map(lambda tensor: tensor.to(device, non_blocking=True))

    def tensors(self) -> dict[str, Tensor]:
        """Return every tensor by name; images are called `images.<camera>`."""
        named = {part.name: getattr(self, part.name) for part in fields(self) if part.name != "images"}
        flat = {name: tensor for name, tensor in named.items() if tensor is not None}
        return flat | {f"images.{camera}": tensor for camera, tensor in self.images.items()}

    def nbytes(self) -> int:
        """Return the bytes of all tensors."""
        return sum(tensor.numel() * tensor.element_size() for tensor in self.tensors().values())

    @staticmethod
    def from_tensors(tensors: dict[str, Tensor]) -> Batch:
        """Undo `tensors()`."""
        plain = {name: tensor for name, tensor in tensors.items() if not name.startswith("images.")}
        images = {name.removeprefix("images."): tensor for name, tensor in tensors.items() if name not in plain}
        return Batch(**plain, images=images)

    @staticmethod
    def concatenate(batches: Sequence[Batch]) -> Batch:
        """Return the windows of several batches, in order, as one batch."""
        parts = [batch.tensors() for batch in batches]
        return Batch.from_tensors({name: torch.cat([part[name] for part in parts]) for name in parts[0]})
