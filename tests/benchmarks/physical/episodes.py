"""The expert at the tasks of quickstart, pushed as for demonstrations, on fresh layouts."""

from __future__ import annotations

from perdure.demos.episode import Episode, record
from perdure.demos.expert import solve
from perdure.envs import load_suite, make

from .outcome import GOOD, Outcome

SUITE = "quickstart"
FIRST = 500_000  # seed; nothing was tuned on those from here on


def episodes(count: int) -> dict[str, list[Outcome]]:
    """Return what came of `count` episodes of each task; their measure is the number of control steps."""
    return {task.name: _attempts(index, count) for index, task in enumerate(load_suite(SUITE).tasks)}


def _attempts(index: int, count: int) -> list[Outcome]:
    env = make(SUITE, index)
    results = [record(env, FIRST + number, solve) for number in range(count)]
    return [
        Outcome(GOOD, len(result.actions)) if isinstance(result, Episode) else Outcome(result.reason, result.steps)
        for result in results
    ]
