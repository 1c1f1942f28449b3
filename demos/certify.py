"""Certificates: on how many of a task's stored layouts the expert reaches the goal.

`python -m perdure.demos.certify goal 20` writes those of a suite into its manifest.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

import numpy as np

from perdure.envs.errors import PerdureError
from perdure.envs.goal import HOLD
from perdure.envs.manifest import Proof, read_manifest, write_manifest
from perdure.envs.pose import Array
from perdure.envs.simulation import Simulation
from perdure.envs.suite import load_suite
from perdure.envs.task import Task

from .expert import solve
from .failure import ExpertFailure

STEPS = 600  # after which the expert has failed
LAYOUTS = 20


@dataclass(frozen=True)
class Trial:
    """What came of one layout: '' or why it failed, and after how many steps."""

    reason: str
    steps: int


def attempt(simulation: Simulation, layout: Array, seed: int) -> Trial:
    """Let the expert solve a layout (D,), undisturbed; `seed` is for its choices."""
    simulation.reset_to_layout(layout)
    steps = 0
    try:
        for action in solve(simulation, np.random.default_rng([seed, 1])):
            simulation.step(action)
            steps += 1
            if steps == STEPS:
                return Trial(f"no success in {STEPS} steps", steps)
    except ExpertFailure as failure:
        return Trial(str(failure), steps)
    for _ in range(HOLD):
        simulation.hold()
    return Trial("" if simulation.goal_reached() else "the goal does not hold when it is done", steps)


def trials(task: Task, layouts: Sequence[Array]) -> list[Trial]:
    """Return what the expert makes of each layout of a task."""
    simulation = Simulation(task)
    return [attempt(simulation, layout, number) for number, layout in enumerate(layouts)]


def certify(name: str, count: int, workers: int) -> Iterator[tuple[Task, list[Trial]]]:
    """Yield each task of a suite with what the expert made of its first `count` layouts to choose by ('val')."""
    suite = load_suite(name)
    jobs = [(task, list(suite.init_states(index, "val")[:count])) for index, task in enumerate(suite.tasks)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from zip(suite.tasks, pool.map(trials, *zip(*jobs, strict=True)), strict=True)


def proof(found: Sequence[Trial]) -> Proof:
    """Return the certificate that some trials amount to."""
    return Proof(sum(not trial.reason for trial in found), len(found))


def main(arguments: Sequence[str]) -> int:
    """Certify a suite and write it down; return the exit status."""
    if not 1 <= len(arguments) <= 3:
        print("usage: python -m perdure.demos.certify SUITE [LAYOUTS [WORKERS]]", file=sys.stderr)
        return 2
    given = [int(word) for word in arguments[1:]]
    count, workers = [*given, *(LAYOUTS, 2)[len(given) :]]
    proofs = {}
    try:
        for task, found in certify(arguments[0], count, workers):
            proofs[task.name] = proof(found)
            reasons = Counter(trial.reason for trial in found if trial.reason)
            steps = int(np.median([trial.steps for trial in found]))
            print(
                f"{proofs[task.name].solved:3d}/{len(found)}  {steps:4d} steps  {task.name}  {dict(reasons) or ''}",
                flush=True,
            )
        folder = load_suite(arguments[0]).folders[0]
        write_manifest(folder, replace(read_manifest(folder), certificate=proofs))
    except PerdureError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
