"""TensorBoard events of a run: for looking at, never read back."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType

from .parallel import first
from .trainer import Step

_EVERY = 20  # updates between two points of a loss


class Events:
    """Writes losses and success rates to `<run>/events`; the number of updates since the run began is the x axis.

    Of several processes the first one writes.
    """

    def __init__(self, folder: Path, updates: int) -> None:
        from torch.utils.tensorboard import SummaryWriter  # takes a second to import

        self._updates = updates
        self._writer = SummaryWriter(str(folder), flush_secs=30) if first() else None

    def step(self, step: Step) -> None:
        """Write the losses now and then."""
        if step.step % _EVERY == 0:
            for name, value in step.losses.items():
                self._scalar(f"train/{name}", value, step.stage * self._updates + step.step)
            self._scalar("train/learning_rate", step.learning_rate, step.stage * self._updates + step.step)

    def success(self, kind: str, position: int, rate: float, stage: int, step: int) -> None:
        """Write a success rate on the task at a position of the stream."""
        self._scalar(f"{kind}/{position}", rate, stage * self._updates + step)

    def __enter__(self) -> Events:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.close()

    def _scalar(self, name: str, value: float, step: int) -> None:
        if self._writer is not None:
            self._writer.add_scalar(name, value, step)
