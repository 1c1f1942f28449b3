"""A run: a policy learns a stream of tasks, and every stage of it is measured."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from perdure import policies

from . import algorithms, finetune, parallel, results
from .arena import Arena
from .batches import Windows
from .checkpoint import load_state, save_policy, save_state
from .config import RunConfig
from .device import choose
from .events import Events
from .flops import flops_per_update
from .generators import Generators, derive
from .joint import JointWindows
from .ledger import Ledger
from .lock import locked
from .measurements import Measurements
from .moment import Moment
from .selection import SELECTIONS
from .speed import Speed
from .stream import order
from .tools import Tools
from .trainer import Step, Trainer

__all__ = ["Moment", "RunConfig", "Tools", "train"]


_TOOLS = Tools()


def train(config: RunConfig, progress: Callable[[Moment], None] | None = None, tools: Tools = _TOOLS) -> Path:
    """Train on the stream and evaluate; return the run's directory.

    A killed run, started again with the same configuration, goes on from its last resume point and ends with the same
    files; a finished run is left as it is.

    Raises:
        PerdureError: a choice that does not exist or fit, demonstrations that are not there, a directory that holds
            another run, or a loss that is not a number. Nothing has been written in the first two cases.
    """
    suite = tools.suite(config.suite)
    stream = order(config.order, len(suite.tasks))
    device = choose(config.device)
    config.execution.check(device)
    results.check_folder(config, suite)
    if results.finished(config.folder):
        return config.folder
    for task in stream:
        tools.check(config, suite, task)
    threads = torch.get_num_threads()
    torch.set_num_threads(config.threads)
    try:
        with ExitStack() as opened:
            opened.enter_context(parallel.together(config.execution.processes, device))
            run = _Run(config, suite, stream, device, progress or (lambda _: None), tools, opened)
            run.learn()
    finally:
        torch.set_num_threads(threads)
    return config.folder


class _Run:
    """The state of a run under way."""

    def __init__(
        self,
        config: RunConfig,
        suite: Any,
        stream: tuple[int, ...],
        device: torch.device,
        progress: Callable[[Moment], None],
        tools: Tools,
        opened: ExitStack,
    ) -> None:
        self.config, self.suite, self.stream, self.tools = config, suite, stream, tools
        self.folder, self.progress = config.folder, progress
        self.policy = first_policy(config).to(device)
        config.execution.prepare(self.policy)
        self.algorithm = algorithms.build(config.algorithm, **config.algorithm_knobs)
        generators = Generators(config.seed, device)
        self.trainer = Trainer(self.policy, self.algorithm, config.schedule, generators, config.execution)
        weights = sum(weight.numel() for weight in self.policy.parameters())
        self.moment = Moment(0, len(stream), "", steps=config.schedule.updates, parameters=weights)
        self.speed = Speed(config.schedule.batch_size)
        if parallel.first():
            opened.enter_context(locked(self.folder, lambda: self._report(doing="waiting for a process at work on it")))
            results.begin(config, suite)
        parallel.wait()
        self.selected = SELECTIONS[config.protocol.selection](self.folder / "selected", self.trainer)
        self.ledger = Ledger(self.folder / "ledger.jsonl")
        self.events = opened.enter_context(Events(self.folder / "events", config.schedule.updates))
        arena = opened.enter_context(self._arena())
        self.measurements = Measurements(
            config, suite, stream, self.policy, self.algorithm, self.ledger, self.events, arena, self._report
        )
        self.started, self.spent = time.monotonic(), 0.0  # seconds spent before the last kill

    def learn(self) -> None:
        """Learn every task that is left and write the results."""
        state = load_state(self.folder / "resume")
        parallel.wait()  # until all have read it
        done, under_way = 0, False
        if state is not None:
            self.trainer.load_state_dict(state["trainer"])
            self.spent = state["seconds"]
            self._report(
                doing="starting", flops=state.get("flops", math.nan)
            )  # runs from before it was counted have none
            under_way = not state["finished"]
            done = self.trainer.stage + (0 if under_way else 1)
        last = len(self.stream) - 1
        stages = [last] if self.config.joint else range(last + 1)
        for stage in stages[done:]:
            self._stage(stage, fresh=not under_way)
            under_way = False
        facts = results.facts(self.policy, self.algorithm, self.moment.flops)
        if parallel.first():
            results.end(self.config, self.stream, self.ledger.read(), facts, self._seconds())
        parallel.wait()

    def _stage(self, stage: int, fresh: bool) -> None:
        """Learn one task, from its beginning or from where the trainer stands, and measure it."""
        config, task = self.config, self.stream[stage]
        instruction = self.suite.tasks[task].instruction
        self.moment = replace(self.moment, stage=stage, task=instruction, step=self.trainer.step * (not fresh))
        windows = self._windows(task)
        if self.algorithm.declaration.sees_all_tasks:
            windows = JointWindows([self._windows(each) for each in self.stream], task)
        if math.isnan(self.moment.flops):
            flops = flops_per_update(self.policy, windows, config.schedule.batch_size)
            self._report(doing="starting", flops=flops)
        if fresh:
            self.trainer.begin(windows)
        protocol = config.protocol
        for point in () if config.joint else protocol.points:  # a curve is about one task
            target = round(config.schedule.updates * point / protocol.curve_segments)
            if target >= self.trainer.step:  # an earlier point was measured before the run was killed
                self._train_until(target, windows)
                success = self.measurements.point(stage, point, self.trainer.step)
                if success is not None:
                    self.selected.offer(success)
        self._train_until(config.schedule.updates, windows)
        self.selected.restore()
        self.trainer.finish(windows)
        self._checkpoint(stage)
        self.measurements.row(stage, self.trainer.step)
        if parallel.first():
            results.tables(config, self.stream, self.ledger.read())
        self._save(finished=True)
        self.selected.forget()

    def _windows(self, task: int) -> Windows:
        episodes = self.tools.demonstrations(self.config, self.suite, task, self._rendered)
        device = next(self.policy.parameters()).device
        return Windows(episodes, self.suite.tasks[task].instruction, task, self.policy, device)

    def _train_until(self, target: int, windows: Windows) -> None:
        self.speed.start()
        while self.trainer.step < target:
            step = self.trainer.step
            pause = min(target, step - step % self.config.save_every + self.config.save_every)
            self.trainer.run_until(pause, windows, self._watch)
            self._save(finished=False)

    def _rendered(self, done: int, total: int) -> None:
        self._report(doing=f"rendering images of demonstration {done} of {total}")

    def _watch(self, step: Step) -> None:
        self.events.step(step)
        self.speed.update()
        self._report(doing="training", step=step.step, loss=step.losses["loss"], rate=self.speed.rate)

    def _report(self, **changes: Any) -> None:
        self.moment = replace(self.moment, **changes)
        self.progress(self.moment)

    def _save(self, finished: bool) -> None:
        parallel.check_equal(self.policy.state_dict())
        if not parallel.first():
            return
        state = {"trainer": self.trainer.state_dict(), "finished": finished, "seconds": self._seconds()}
        state |= {} if math.isnan(self.moment.flops) else {"flops": self.moment.flops}
        save_state(self.folder / "resume", state)

    def _seconds(self) -> float:
        return self.spent + time.monotonic() - self.started

    def _checkpoint(self, stage: int) -> None:
        if not parallel.first():
            return
        config = self.config
        knobs = policies.knobs(config.policy_name) | dict(config.policy_knobs)
        path = self.folder / "checkpoints" / f"task_{stage}.safetensors"
        save_policy(path, finetune.plain(self.policy), config.policy_name, config.spec, knobs)
        if self.algorithm.declared.own_weights:  # then the policy alone does not tell how it acts on a task
            save_state(path.with_suffix(""), self.algorithm.state_dict())

    def _arena(self) -> Arena:
        config = self.config
        return Arena(
            config.suite,
            config.protocol,
            workers=config.workers,
            observation=config.observation,
            image_size=config.image_size,
            renderer=config.renderer,
            robot=config.robot,
            seed=config.seed,
            backend=self.tools.backend,
        )


def first_policy(config: RunConfig) -> policies.Policy:
    """Return the policy as it starts: with weights that depend on the seed alone, or are those of another run."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(derive(config.seed, "weights"))
        policy = policies.build(config.policy_name, config.spec, **config.policy_knobs)
    if config.init is not None:
        config.init.load(policy, config.spec)
    loaded = config.backbone.load(policy) if config.backbone is not None else frozenset()
    draw = torch.Generator().manual_seed(derive(config.seed, "adapters"))
    finetune.prepare(policy, config.finetune, draw, known=None if config.init is not None else loaded)
    return policy
