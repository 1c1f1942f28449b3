"""What is measured of a run while it goes on: learning curves, old tasks within a stage, rows of the success matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from perdure.policies import Policy

from . import parallel
from .algorithms import Algorithm
from .algorithms.tensors import wearing
from .arena import Arena
from .config import RunConfig
from .events import Events
from .ledger import AFTER_STAGE, Cell, Ledger


class Measurements:
    """Fills the ledger of a run, each cell once, however often the run is killed.

    Args:
        config: of the run.
        suite: whose tasks are tried.
        stream: the suite's task indices in the order of the stream.
        policy: what acts, on its device.
        algorithm: whose weights it acts with.
        ledger: where every episode is written to.
        events: where success is drawn.
        arena: where episodes take place.
        report: is told what is being done, and a success.
    """

    def __init__(
        self,
        config: RunConfig,
        suite: Any,
        stream: tuple[int, ...],
        policy: Policy,
        algorithm: Algorithm,
        ledger: Ledger,
        events: Events,
        arena: Arena,
        report: Callable[..., None],
    ) -> None:
        self._config, self._suite, self._stream = config, suite, stream
        self._policy, self._algorithm = policy, algorithm
        self._ledger, self._events, self._arena, self._report = ledger, events, arena, report

    def point(self, stage: int, point: int, step: int) -> float | None:
        """Evaluate a stage's task at a point of its curve, and the tasks before it where the protocol wants them.

        Args:
            stage: position in the stream.
            point: of the stage, 0 to `curve_segments`.
            step: updates of the stage that are done.

        Returns:
            Success on the stage's task; None where the curve has no such point.
        """
        protocol, success = self._config.protocol, None
        if point in protocol.epochs:
            cell = Cell(stage, point, self._stream[stage], protocol.curve_split)
            success = self._measure(cell, protocol.curve_episodes, step)
        if point in protocol.within_points:
            self._old_tasks(stage, point, step)
        return success

    def row(self, stage: int, step: int) -> None:
        """Evaluate what the protocol wants after a stage, `step` updates long."""
        protocol = self._config.protocol
        episodes = protocol.episodes_at(stage, len(self._stream))
        for position in protocol.columns(stage, len(self._stream)):
            self._measure(Cell(stage, AFTER_STAGE, self._stream[position], protocol.test_split), episodes, step)
        if protocol.within_points and protocol.curve_split != protocol.test_split and not self._config.joint:
            self._old_tasks(stage, AFTER_STAGE, step)  # what the points within are compared with

    def _old_tasks(self, stage: int, point: int, step: int) -> None:
        """Evaluate the tasks learned before a stage at a point of it, on the states of the curves."""
        protocol = self._config.protocol
        for task in self._stream[:stage]:
            self._measure(Cell(stage, point, task, protocol.curve_split), protocol.curve_episodes, step)

    def _measure(self, cell: Cell, episodes: int, step: int) -> float:
        """Return a cell's success; of several processes the first one evaluates."""
        self._report(doing="evaluating")
        rate = parallel.agreed(lambda: self._evaluated(cell, episodes))
        self._events.success(self._kind(cell), self._stream.index(cell.task), rate, cell.stage, step)
        self._report(success=rate)
        return rate

    def _evaluated(self, cell: Cell, episodes: int) -> float:
        """Evaluate one cell, unless the ledger has it from before a kill, and return its success."""
        lines = self._ledger.resume(cell, episodes)
        if not lines:
            told = self._suite.tasks[cell.task].instruction
            with wearing(self._policy, self._algorithm.acting(self._policy, cell.task, told)):
                lines = self._arena.evaluate(self._policy, cell, episodes=episodes, run=self._config.name)
            self._ledger.append(lines)
        return sum(line.success for line in lines) / len(lines)

    def _kind(self, cell: Cell) -> str:
        """Return the name that a success rate has among the events."""
        if cell.epoch == AFTER_STAGE and cell.split == self._config.protocol.test_split:
            return "matrix"
        return "curve" if cell.task == self._stream[cell.stage] else "within"
