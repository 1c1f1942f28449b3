"""Carrying out attempts, in whichever process."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from .episode import Episode, record
from .settings import Settings
from .writer import save_part


@dataclass(frozen=True)
class Job:
    """Attempt number `attempt` at the task with index `task`."""

    task: int
    attempt: int


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt: `reason` is '' when it was kept."""

    job: Job
    reason: str
    steps: int
    seconds: float


class Worker:
    """Does one attempt after another and keeps the world of the last task."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._task = -1
        self._env: Any = None

    def run(self, job: Job) -> Outcome:
        """Record one attempt, render it where images are asked for, and write its part."""
        settings, began = self._settings, time.perf_counter()
        env = self._world(job.task)
        seed = settings.episode_seed(job.task, job.attempt)
        result = record(env, seed, settings.tools.solve, settings.noise, settings.max_steps)
        images = None
        if isinstance(result, Episode):
            reason, steps = "", len(result.actions)
            if settings.image_size:
                images = settings.tools.render(env.simulation, result.states, settings.image_size, settings.renderer)
        else:
            reason, steps = result.reason, result.steps
        outcome = Outcome(job, reason, steps, time.perf_counter() - began)
        attributes = {
            "recipe": settings.recipe(job.task),
            "attempt": job.attempt,
            "reason": reason,
            "steps": steps,
            "seconds": outcome.seconds,
        }
        save_part(settings.part(job.task, job.attempt), result, images, attributes)
        return outcome

    def close(self) -> None:
        """Give back the world."""
        if self._env is not None:
            self._env.close()
            self._env, self._task = None, -1

    def _world(self, task: int) -> Any:
        if task != self._task:
            self.close()
            settings = self._settings
            self._env = settings.tools.make(
                settings.suite, task, observation="state", horizon=None, robot=settings.robot
            )
            self._task = task
        return self._env
