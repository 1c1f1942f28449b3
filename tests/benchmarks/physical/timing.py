"""Wall time of a control step: demonstrations of all tasks, replayed, and standing still."""

from __future__ import annotations

import time

from perdure.demos.episode import Episode, record
from perdure.demos.expert import solve
from perdure.envs import load_suite, make
from perdure.envs.environment import TaskEnv

from .episodes import FIRST, SUITE

STAND = 100  # control steps


class Timing:
    """Measures rounds; each task's demonstration is one of this process's own physics."""

    def __init__(self) -> None:
        self._envs = [make(SUITE, index) for index in range(len(load_suite(SUITE).tasks))]
        self._demos = [_first(env) for env in self._envs]

    def round(self) -> tuple[float, float]:
        """Return the milliseconds of a control step while the expert works, and of one while nothing happens."""
        work = stand = 0.0
        for env, demo in zip(self._envs, self._demos, strict=True):
            simulation = env.simulation
            simulation.set_state(demo.states[0])
            start = time.perf_counter()
            for action in demo.actions:
                simulation.step(action)
            work += time.perf_counter() - start
            simulation.set_state(demo.states[0])
            for _ in range(STAND // 2):
                simulation.hold()
            start = time.perf_counter()
            for _ in range(STAND):
                simulation.hold()
            stand += time.perf_counter() - start
        steps = sum(len(demo.actions) for demo in self._demos)
        return 1e3 * work / steps, 1e3 * stand / (STAND * len(self._demos))


def _first(env: TaskEnv) -> Episode:
    """Return the first demonstration that succeeds."""
    seed = FIRST
    while not isinstance(result := record(env, seed, solve), Episode):
        seed += 1
    return result
