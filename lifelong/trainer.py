"""The one training loop. Algorithms change it through their four hooks and never write one of their own."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn

from perdure.envs.errors import PerdureError
from perdure.policies import Batch, Policy

from . import parallel
from .algorithms import Algorithm, roles
from .batches import Windows
from .checkpoint import moved
from .device import sent
from .execution import Execution, labels
from .generators import Generators

_BETAS = (0.9, 0.999)
_PLAIN = Execution()


@dataclass(frozen=True)
class Schedule:
    """How one task is learned; the optimiser and its schedule start afresh with every task, as in LIBERO.

    Attributes:
        updates: optimisation steps per task.
        batch_size: windows of the new task per step.
        learning_rate: greatest, reached after the warm-up; a cosine takes it down from there.
        final: share of it that is left at the end.
        warmup: steps to reach it.
        weight_decay: of AdamW.
        clip: greatest norm of the gradient.
    """

    updates: int = 1500
    batch_size: int = 64
    learning_rate: float = 1e-3
    final: float = 0.01
    warmup: int = 50
    weight_decay: float = 1e-4
    clip: float = 1.0

    def rate(self, step: int) -> float:
        """Return the learning rate of a step (0-based)."""
        rise = min(1.0, (step + 1) / max(1, self.warmup))
        fall = 0.5 * (1.0 + math.cos(math.pi * step / max(1, self.updates)))
        return self.learning_rate * rise * (self.final + (1.0 - self.final) * fall)


@dataclass(frozen=True)
class Step:
    """What is known after an update: its number (from 1) in the stage, the named losses and the learning rate."""

    stage: int
    step: int
    losses: dict[str, float]
    learning_rate: float


class Trainer:
    """Learns one task after the other: `begin`, `run_until` (any number of times), `finish`, and again.

    It can stop after any step, and from `state_dict` goes on to the same weights, bit for bit.

    Args:
        policy: what learns, on its device.
        algorithm: what is done about forgetting.
        schedule: how a task is learned.
        generators: where all random numbers come from.
        execution: how an update is computed.
    """

    def __init__(
        self,
        policy: Policy,
        algorithm: Algorithm,
        schedule: Schedule,
        generators: Generators,
        execution: Execution = _PLAIN,
    ) -> None:
        self.policy, self.algorithm, self.schedule, self.generators = policy, algorithm, schedule, generators
        self.execution, self.stage, self.step = execution, -1, 0
        self._optimizer = self._fresh_optimizer()

    def begin(self, windows: Windows) -> None:
        """Start the next task.

        Raises:
            PerdureError: a tensor of the policy that the algorithm has forgotten about.
        """
        self.stage, self.step = self.stage + 1, 0
        self.algorithm.before_task(self.policy, windows, self.generators.algorithm)
        roles.check(self.policy, self.algorithm.roles(self.policy))
        self._optimizer = self._fresh_optimizer()

    def run_until(self, step: int, windows: Windows, watch: Callable[[Step], None] = lambda _: None) -> None:
        """Train on the task's windows until `step` updates are done.

        Raises:
            PerdureError: the loss is not a number any more.
        """
        self.policy.train()
        while self.step < step:
            rate = self._rate()
            losses = self._update(windows, rate)
            watch(Step(self.stage, self.step, losses, rate))

    def finish(self, windows: Windows) -> None:
        """End the task."""
        self.algorithm.after_task(self.policy, windows, self.generators.algorithm)

    def state_dict(self) -> dict[str, Any]:
        """Return everything that the next update depends on, a tree of dicts."""
        return {
            "stage": self.stage,
            "step": self.step,
            "policy": self.policy.state_dict(),
            "optimizer": _optimizer_state(self._optimizer),
            "algorithm": self.algorithm.state_dict(),
            "generators": self.generators.state_dict(),
        }

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on where `state_dict` was called."""
        self.stage, self.step = int(state["stage"]), int(state["step"])
        self.policy.load_state_dict(state["policy"])
        self.algorithm.load_state_dict(moved(state["algorithm"], self._device))
        self._optimizer = self._fresh_optimizer()
        _load_optimizer(self._optimizer, state["optimizer"])
        self.generators.load_state_dict(state["generators"])

    @property
    def in_last_phase(self) -> bool:
        """Whether the algorithm's last phase of the task has begun; one that has no phases is always in it."""
        length = -(-self.schedule.updates // self.algorithm.phases)
        return self.algorithm.phases == 1 or self.step > (self.algorithm.phases - 1) * length

    @property
    def _device(self) -> torch.device:
        return next(self.policy.parameters()).device

    def _rate(self) -> float:
        """Return the learning rate of the next step; where a phase begins, begin it."""
        length = -(-self.schedule.updates // self.algorithm.phases)
        phase, within = divmod(self.step, length)
        if phase and not within:
            self.algorithm.before_phase(self.policy, phase)
            self._optimizer = self._fresh_optimizer()
        return replace(self.schedule, updates=length).rate(within)

    def _update(self, windows: Windows, rate: float) -> dict[str, float]:
        batch = sent(self._drawn(windows), self._device)
        parallel.own_noise(self.generators, self.stage, self.step)
        self._optimizer.zero_grad(set_to_none=True)
        numbers: dict[str, float] = {}
        for part, share in self.execution.parts(batch):
            for name, value in self._backward(part, share, rate).items():
                numbers[name] = numbers.get(name, 0.0) + share * value
        if parallel.processes() > 1:
            numbers = parallel.averaged(self._trained(), numbers, labels(batch))
        torch.nn.utils.clip_grad_norm_(self._trained(), self.schedule.clip)
        self._step(rate)
        self.step += 1
        return numbers

    def _drawn(self, windows: Windows) -> Batch:
        """Return this process's part of a batch; all processes draw the whole of it."""
        size = self.schedule.batch_size
        if parallel.processes() == 1:
            return windows.sample(size, self.generators.batches)
        whole, mine = parallel.own(size // parallel.processes())
        return windows.gather(windows.draw(whole, self.generators.batches)[mine])

    def _backward(self, part: Batch, share: float, rate: float) -> dict[str, float]:
        """Add the gradient of a part of the batch, times its share in the loss, and return the part's losses."""
        with self.execution.update(self._device):
            losses = self.algorithm.loss(self.policy, part, self.generators.algorithm, self.generators.augment)
        numbers = {name: value.item() for name, value in losses.items()}
        if not math.isfinite(numbers["loss"]):
            raise PerdureError(
                f"The loss became {numbers['loss']} in stage {self.stage} at step {self.step + 1} with learning rate "
                f"{rate:.2g}; try a smaller learning rate."
            )
        (share * losses["loss"]).backward()  # type: ignore[no-untyped-call]
        return numbers

    def _step(self, rate: float) -> None:
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        if not self.algorithm.declaration.edits_update:
            self._optimizer.step()
            return
        before = {name: tensor.detach().clone() for name, tensor in self.policy.named_parameters()}
        self._optimizer.step()
        with torch.no_grad():
            self.algorithm.edit_update(self.policy, before)

    def _trained(self) -> list[nn.Parameter]:
        learning = (weight for weight in self.policy.parameters() if weight.requires_grad)
        return [*learning, *self.algorithm.trained()]

    def _fresh_optimizer(self) -> torch.optim.AdamW:
        decay = self.schedule.weight_decay
        return torch.optim.AdamW(self._trained(), self.schedule.learning_rate, _BETAS, weight_decay=decay, fused=True)


def _optimizer_state(optimizer: torch.optim.Optimizer) -> dict[str, dict[str, Tensor]]:
    """Return the moments by the parameter's number; the settings follow from the schedule."""
    return {str(number): dict(entry) for number, entry in optimizer.state_dict()["state"].items()}


def _load_optimizer(optimizer: torch.optim.Optimizer, state: Mapping[str, Mapping[str, Tensor]]) -> None:
    groups = optimizer.state_dict()["param_groups"]
    entries = {int(number): dict(entry) for number, entry in state.items()}
    optimizer.load_state_dict({"state": entries, "param_groups": groups})
