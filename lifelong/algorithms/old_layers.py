"""What every layer keeps of each old task, for `cuber` and `trgp`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch import Tensor

from .algorithm import Sizes
from .layers import joined, layers
from .tensors import Weights

_PARTS = ("directions", "ends", "scales")


class OldLayers:
    """Per task learned and per layer, biases being a last input.

    Attributes:
        order: the tasks learned; the n-th one is what methods are asked about.
        directions: projectors (in, in) onto the directions of the task's inputs.
        ends: gradients (out, in) of the task's loss at its end.
        scales: D (in, in): the task acts with W (I + D).
    """

    def __init__(self) -> None:
        self.order: list[int] = []
        self.directions: list[Weights] = []
        self.ends: list[Weights] = []
        self.scales: list[Weights] = []

    def __len__(self) -> int:
        """Return the number of tasks learned."""
        return len(self.order)

    def keep(self, task: int, directions: Weights, ends: Weights, scales: Weights) -> None:
        """Add a task."""
        self.order.append(task)
        self.directions.append(directions)
        self.ends.append(ends)
        self.scales.append(scales)

    def share(self, layer: str, n: int, gradient: Tensor) -> float:
        """Return the share of a gradient's norm that lies in the directions of the n-th task; 0 of nothing."""
        size = float(gradient.norm())
        return float((gradient @ self.directions[n][layer]).norm()) / size if size > 0 else 0.0

    def agrees(self, layer: str, n: int, gradient: Tensor, cosine: float) -> bool:
        """Tell whether a gradient has at least this cosine with the last one of the n-th task."""
        old = self.ends[n][layer]
        return float((old * gradient).sum()) >= cosine * float(old.norm() * gradient.norm())

    def span(self, layer: str, tasks: Iterable[int]) -> Tensor:
        """Return the projector (in, in) onto all directions of some tasks together."""
        kept = [self.directions[n][layer] for n in tasks]
        if not kept:
            return torch.zeros_like(self.directions[0][layer])
        total, vectors = torch.linalg.eigh(torch.stack(kept).sum(0).double())
        basis = vectors[:, total > 1e-4]
        span: Tensor = (basis @ basis.T).to(kept[0].dtype)
        return span

    def state_dict(self) -> dict[str, Any]:
        """Return everything."""
        return {"order": self.order} | {part: getattr(self, part) for part in _PARTS}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take it back."""
        self.order = [int(task) for task in state["order"]]
        self.directions, self.ends, self.scales = ([dict(each) for each in state[part]] for part in _PARTS)

    @staticmethod
    def bytes(sizes: Sizes) -> int:
        """Return the bytes of directions, scales and a gradient per layer and task."""
        shapes = [joined(layer).shape for layer in layers(sizes.policy).values()]
        return 4 * sizes.tasks * sum(wide * (2 * wide + high) for high, wide in shapes)
