"""Training on one task of a finished run, from its last weights and from its first, and measuring on the way."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import torch

from perdure.envs.errors import PerdureError
from perdure.policies import Policy

from .. import results
from ..again import arena, check
from ..algorithms.sequential import Sequential
from ..algorithms.tensors import put
from ..arena import Arena
from ..batches import Windows
from ..checkpoint import load_state, save_state
from ..config import RunConfig
from ..device import choose
from ..generators import Generators, derive
from ..ledger import AFTER_STAGE, Cell, Ledger, Line
from ..lock import locked
from ..run import first_policy
from ..saved_run import SavedRun
from ..tools import Tools
from ..trainer import Trainer
from .settings import Arm, Settings, ledger

_TOOLS = Tools()


def relearn(
    saved: SavedRun,
    config: RunConfig,
    settings: Settings,
    tasks: Sequence[int],
    *,
    workers: int = 1,
    progress: Callable[[int, int, str], None] = lambda done, total, note: None,
    tools: Tools = _TOOLS,
) -> dict[Arm, list[Line]]:
    """Learn tasks of a finished run again and from scratch, and return all lines of the two ledgers.

    It is plain fine-tuning of what the run trained, with the run's batches, optimiser and warm-up; the learning rate
    then stays, so that a point does not depend on how many updates follow it. Both arms see the same batches. What the
    ledgers have is not measured again, and a killed arm goes on.

    Args:
        saved: the run.
        config: what it was trained with.
        settings: how it is measured.
        tasks: the suite's indices.
        workers: threads that step environments.
        progress: called with the points that are done, all of them, and what comes next.
        tools: the world.

    Raises:
        PerdureError: the run has not finished, a task is not in its stream, demonstrations that are not there, or a
            ledger of another protocol or world. Nothing has been written then.
    """
    _check(saved, config, tasks)
    suite, device = tools.suite(config.suite), choose(config.device)
    config.execution.check(device)
    for task in tasks:
        tools.check(config, suite, task)
    files = {arm: Ledger(ledger(saved.folder, settings.protocol.name, settings.split, arm)) for arm in Arm}
    with (
        _threads(config.threads),
        locked(saved.folder, lambda: progress(0, 1, "waiting for a process at work on it")),
        arena(saved, settings.protocol, workers, tools.backend) as opened,
    ):
        for file in files.values():
            check(file, "protocol", settings.protocol.hash)
            check(file, "fingerprint", opened.fingerprint)
        work = _Work(saved, config, settings, device, opened, files, progress, len(tasks))
        for task in tasks:
            episodes = tools.demonstrations(config, suite, task, work.rendered)
            work.task(task, partial(Windows, episodes, suite.tasks[task].instruction, task, device=device))
    return {arm: file.read() for arm, file in files.items()}


def asked(saved: SavedRun, choice: int | Sequence[int] | None) -> list[int]:
    """Return the tasks that a choice stands for, in the order of the stream; None: all but the last.

    Raises:
        PerdureError: one is not in the stream, or none is left.
    """
    given = [choice] if isinstance(choice, int) else choice
    wanted = saved.stream[:-1] if given is None else given
    if strange := set(wanted) - set(saved.stream):
        raise PerdureError(f"task={strange.pop()} is not in the run's stream, {list(saved.stream)}.")
    if not wanted:
        raise PerdureError(f"'{saved.folder}' has a stream of one task, so nothing can have been forgotten.")
    return [task for task in saved.stream if task in wanted]


class _Work:
    """The points of all tasks and arms, one after the other."""

    def __init__(
        self,
        saved: SavedRun,
        config: RunConfig,
        settings: Settings,
        device: torch.device,
        opened: Arena,
        files: dict[Arm, Ledger],
        progress: Callable[[int, int, str], None],
        tasks: int,
    ) -> None:
        self.saved, self.config, self.settings, self.device = saved, config, settings, device
        self.arena, self.files, self.progress = opened, files, progress
        self.schedule = replace(config.schedule, final=1.0)  # no cosine
        self.done, self.total = 0, tasks * (1 + len(Arm) * len(settings.points))

    def task(self, task: int, windows: Callable[[Policy], Windows]) -> None:
        """Measure what the run had learned of a task, and both arms."""
        position, device = self.saved.stream.index(task), str(self.device)
        learned = Cell(position, AFTER_STAGE, task, self.settings.split)
        self._measure(Arm.AGAIN, learned, lambda: self.saved.policy(position, task, device))
        for arm in Arm:
            self._arm(arm, task, windows)

    def rendered(self, done: int, total: int) -> None:
        """Tell how far demonstrations are rendered."""
        self.progress(self.done, self.total, f"rendering images of demonstration {done} of {total}")

    def _arm(self, arm: Arm, task: int, windows: Callable[[Policy], Windows]) -> None:
        cells = {step: self._cell(task, step) for step in self.settings.points}
        missing = [step for step, cell in cells.items() if not self._known(arm, cell)]
        self.done += len(cells) - len(missing)
        if not missing:
            return
        folder = self.saved.folder / "evaluations" / "relearning" / f"{arm.value}-{task}"
        policy = self._start(arm, task)
        trainer = Trainer(policy, Sequential(), self.schedule, self._generators(task), self.config.execution)
        data, state = windows(policy), load_state(folder)
        if state is not None and state["step"] <= missing[0]:
            trainer.load_state_dict(state)
        else:
            trainer.begin(data)
        for step in missing:
            while trainer.step < step:
                self.progress(self.done, self.total, f"task {task}, {arm.value}, update {trainer.step}")
                trainer.run_until(min(step, trainer.step + self.config.save_every), data)
                save_state(folder, trainer.state_dict())
            self._measure(arm, cells[step], lambda: policy)
        shutil.rmtree(folder, ignore_errors=True)

    def _start(self, arm: Arm, task: int) -> Policy:
        """Return a policy with an arm's first weights, frozen where the run's was."""
        policy = first_policy(self.config).to(self.device)
        if arm is Arm.AGAIN:
            last = self.saved.policy(self.saved.last, task, str(self.device))
            put(policy, dict(last.named_parameters()))
        self.config.execution.prepare(policy)
        return policy

    def _generators(self, task: int) -> Generators:
        return Generators(derive(self.config.seed, "relearn", task), self.device)

    def _cell(self, task: int, step: int) -> Cell:
        return Cell(self.saved.stream.index(task), step, task, self.settings.split)

    def _known(self, arm: Arm, cell: Cell) -> bool:
        return bool(self.files[arm].resume(cell, self.settings.protocol.curve_episodes))

    def _measure(self, arm: Arm, cell: Cell, policy: Callable[[], Policy]) -> None:
        """Evaluate a cell that the ledger does not have."""
        self.progress(self.done, self.total, f"task {cell.task}, {arm.value}, evaluating")
        if not self._known(arm, cell):
            episodes, name = self.settings.protocol.curve_episodes, self.saved.folder.name
            self.files[arm].append(self.arena.evaluate(policy(), cell, episodes=episodes, run=name))
        self.done += 1


def _check(saved: SavedRun, config: RunConfig, tasks: Sequence[int]) -> None:
    if not results.finished(saved.folder):
        raise PerdureError(f"'{saved.folder}' has not finished; go on with the command that began the run.")
    if config.joint:
        raise PerdureError(f"'{saved.folder}' learned all tasks at once, so nothing can have been forgotten.")
    asked(saved, tasks)


@contextmanager
def _threads(count: int) -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
