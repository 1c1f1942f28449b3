"""`cuber`: as `gpm`, but where a new task agrees with an old one it may change, and so improve, what that one uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from perdure.envs.errors import PerdureError
from perdure.policies import Batch, Policy

from ..batches import Windows
from .algorithm import Algorithm, Declaration, Sizes
from .gpm import directions, project, risen
from .layers import gradients, grams, joined, layers, matrix_of, split
from .old_layers import OldLayers
from .roles import Role
from .tensors import Weights, loss_with, wearing

_SMOOTH = 0.9  # of the running mean of gradients


class BackwardTransfer(Algorithm):
    """CUBER (Lin et al. 2022, arXiv 2211.00789), which contains TRGP (Lin et al. 2022, arXiv 2202.02931).

    Every layer keeps, of every old task, the directions of its inputs and the gradient at the end. Before a task, its
    own gradient g is compared with each of them:

    1. Hardly any of g lies in the old directions: steps avoid them, as in GPM.
    2. Much of it does, but it points against the old gradient: steps avoid them, and the new task may turn and scale
       the old directions for itself, W (I + D).
    3. Much of it does, and it points the same way: steps may use these directions, at a price for the distance from
       where the weights were. Should the running mean of gradients turn against the old one, they are closed again.

    The test of a mean gradient during training is ours; everything acts on the step.

    Args:
        threshold: share of the energy of a layer's inputs that makes its directions.
        growth: added to it with every task.
        sufficient: least share of the gradient's norm in old directions for the second and third case.
        correlated: least cosine with the old gradient for the third.
        strength: price of the third.
        most: old tasks that a layer may scale.
        windows: of each task, to take inputs and gradients from.
        relax: whether there is a third case; without it this is TRGP.
    """

    declaration: ClassVar[Declaration] = Declaration(
        needs_task_id=True,
        edits_update=True,
        whole_batch=True,
        compute=1.9,
        papers=("lin2022beyond", "lin2022trgp"),
    )

    def __init__(
        self,
        threshold: float = 0.99,
        growth: float = 0.003,
        sufficient: float = 0.5,
        correlated: float = 0.0,
        strength: float = 2.0,
        most: int = 2,
        windows: int = 128,
        relax: bool = True,
    ) -> None:
        if not 0 < threshold <= 1 or min(growth, strength, most) < 0 or windows < 1:
            raise PerdureError(
                f"threshold={threshold}, growth={growth}, strength={strength}, most={most}, windows={windows}: need a "
                "threshold above 0 and at most 1, at least one window, and nothing below 0."
            )
        self.threshold, self.growth, self.count = threshold, growth, windows
        self.sufficient, self.correlated, self.strength = sufficient, correlated, strength
        self.most, self.relax = most, relax
        self.old = OldLayers()
        self.closed: Weights = {}  # in this task: layer -> projector onto what steps avoid
        self.open: dict[str, list[int]] = {}  # in this task: layer -> tasks of the third case
        self.turns: dict[str, dict[str, nn.Parameter]] = {}  # in this task: layer -> task of the second case -> matrix
        self.start: Weights = {}  # layer -> its weights before this task
        self.mean: Weights = {}  # layer -> running mean of its gradient

    def before_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Compare the new task with each old one, layer by layer."""
        if not self.old:
            return
        found = gradients(policy, windows, self.count, draw)
        for name, layer in layers(policy).items():
            cases = [self.case(name, task, found[name]) for task in range(len(self.old))]
            self.open[name] = [task for task, (case, _) in enumerate(cases) if case == 3]
            second = sorted((-share, task) for task, (case, share) in enumerate(cases) if case == 2)
            size = joined(layer).shape[1]
            self.turns[name] = {
                str(task): nn.Parameter(torch.zeros(size, size, device=layer.weight.device))
                for _, task in second[: self.most]
            }
            self.closed[name] = self._close(name)
            self.start[name], self.mean[name] = joined(layer).clone(), found[name].clone()

    def case(self, layer: str, task: int, gradient: Tensor) -> tuple[int, float]:
        """Return 1, 2 or 3 for a layer and the n-th task learned, and the share of the gradient in old directions."""
        share = self.old.share(layer, task, gradient)
        if share < self.sufficient:
            return 1, share
        return (3 if self.relax and self.old.agrees(layer, task, gradient, self.correlated) else 2), share

    def loss(
        self, policy: Policy, batch: Batch, draw: torch.Generator, augment: torch.Generator | None
    ) -> dict[str, Tensor]:
        """Return the loss with old directions turned and scaled, plus the price of changes in open ones."""
        if any(self.turns.values()):
            losses = loss_with(policy, self._turned(policy), batch, augment)
        else:
            losses = policy.loss(batch, augment)
        if not any(self.open.values()):
            return losses
        self._judge(policy, losses["loss"])
        price = self.price(policy)
        return losses | {"loss": losses["loss"] + price, "price": price}

    def price(self, policy: Policy) -> Tensor:
        """Return what changes in open directions cost."""
        weights = dict(policy.named_parameters())
        parts = [
            torch.linalg.vector_norm(
                (matrix_of(layer, name, weights) - self.start[name]) @ self.old.directions[task][name]
            )
            for name, layer in layers(policy).items()
            for task in self.open[name]
        ]
        return self.strength * torch.stack(parts).sum() if parts else torch.zeros((), device=_device(policy))

    def edit_update(self, policy: Policy, before: Mapping[str, Tensor]) -> None:
        """Take out of the step what acts in closed directions."""
        if self.old:
            project(policy, before, self.closed)

    def after_task(self, policy: Policy, windows: Windows, draw: torch.Generator) -> None:
        """Keep the task's directions, its last gradient and what it has scaled."""
        share = risen(self.threshold, self.growth, len(self.old))
        sizes = {name: joined(layer).shape[1] for name, layer in layers(policy).items()}
        scales = {name: self._scale(name, size).detach().to(_device(policy)) for name, size in sizes.items()}
        self.closed, self.open, self.turns, self.start, self.mean = {}, {}, {}, {}, {}
        with wearing(policy, _scaled(policy, scales)):
            found = grams(policy, windows, self.count, draw)
            ends = gradients(policy, windows, self.count, draw)
        own = {name: directions(layer, found.get(name), share) for name, layer in layers(policy).items()}
        self.old.keep(windows.task, own, ends, scales)

    def trained(self) -> Sequence[nn.Parameter]:
        """Return the matrices of the second case."""
        return [matrix for turns in self.turns.values() for matrix in turns.values()]

    @torch.no_grad()
    def weights(self, policy: Policy, task: int) -> Mapping[str, Tensor]:
        """Return the weights with what the task has scaled; for a task not learned as the newest one acts."""
        if task in self.old.order:
            return _scaled(policy, self.old.scales[self.old.order.index(task)])
        if self.closed:
            return self._turned(policy)
        return _scaled(policy, self.old.scales[-1]) if self.old else {}

    def roles(self, policy: Policy) -> Mapping[str, Role]:
        """Layers are protected in directions, all other weights as a whole."""
        return dict.fromkeys(policy.state_dict(), Role.PROTECTED)

    def state_dict(self) -> dict[str, Any]:
        """Return what is kept of old tasks, and how the task under way is compared with them."""
        now = {"closed": self.closed, "open": self.open, "turns": self.turns, "start": self.start, "mean": self.mean}
        return {"old": self.old.state_dict(), **now}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Take them back."""
        self.old.load_state_dict(state["old"])
        self.closed, self.start, self.mean = (dict(state[name]) for name in ("closed", "start", "mean"))
        self.open = {name: list(tasks) for name, tasks in state["open"].items()}
        self.turns = {
            name: {task: nn.Parameter(matrix) for task, matrix in turns.items()}
            for name, turns in state["turns"].items()
        }

    def state_bytes(self, sizes: Sizes) -> int:
        """Return the bytes of what layers keep of old tasks."""
        return self.old.bytes(sizes)

    def _judge(self, policy: Policy, loss: Tensor) -> None:
        """Close the directions of tasks that the running mean of the task's own gradients now goes against."""
        names, weights = zip(*policy.named_parameters(), strict=True)
        parts = torch.autograd.grad(loss, weights, retain_graph=True, allow_unused=True, materialize_grads=True)
        slopes = dict(zip(names, parts, strict=True))
        for name, layer in layers(policy).items():
            if self.open[name]:
                self.mean[name].lerp_(matrix_of(layer, name, slopes), 1 - _SMOOTH)
                still = [
                    task for task in self.open[name] if self.old.agrees(name, task, self.mean[name], self.correlated)
                ]
                if still != self.open[name]:
                    self.open[name] = still
                    self.closed[name] = self._close(name)

    def _close(self, layer: str) -> Tensor:
        """Return the projector onto the directions of all old tasks but those that are open."""
        return self.old.span(layer, [task for task in range(len(self.old)) if task not in self.open[layer]])

    def _scale(self, layer: str, size: int) -> Tensor:
        """Return D (in, in) of the task under way."""
        parts = [
            self.old.directions[int(task)][layer] @ matrix @ self.old.directions[int(task)][layer]
            for task, matrix in self.turns.get(layer, {}).items()
        ]
        return torch.stack(parts).sum(0) if parts else torch.zeros(size, size)

    def _turned(self, policy: Policy) -> Weights:
        """Return the weights of the task under way, through which gradients flow to weights and matrices."""
        own = dict(policy.named_parameters())
        turned: Weights = {}
        for name, layer in layers(policy).items():
            if self.turns[name]:
                matrix = matrix_of(layer, name, own)
                turned |= split(layer, name, matrix + matrix @ self._scale(name, matrix.shape[1]))
        return turned


def _scaled(policy: Policy, scales: Weights) -> Weights:
    """Return the weights of the layers that a task has scaled."""
    scaled: Weights = {}
    for name, layer in layers(policy).items():
        if scales[name].any():
            scaled |= split(layer, name, joined(layer) + joined(layer) @ scales[name])
    return scaled


def _device(policy: Policy) -> torch.device:
    return next(policy.parameters()).device
