"""How fast the world steps, each figure with its ratio to bare `mj_step` of the same model in the same run.

Run by `make bench`; it prints a table and fails when nothing moves or a state is not finite.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import mujoco
import numpy as np
from rich.console import Console
from rich.table import Table

from perdure.envs import TaskEnv, make, make_vector
from perdure.envs.arm import SUBSTEPS

STEPS, ROUNDS, LANES = 150, 3, 8


def main() -> None:
    """Measure and print."""
    env = make("quickstart", 0, horizon=10**6)
    env.reset(seed=0)
    bare = _rate(lambda: _bare(env))
    rows = [("bare mj_step, 10 substeps", bare), ("state, one environment", _rate(lambda: _single(env)))]
    pixels = make("quickstart", 0, observation="pixels", horizon=10**6)
    pixels.reset(seed=0)
    rows.append(("pixels, two 128 x 128 cameras", _rate(lambda: _single(pixels))))
    for workers in (1, 2):
        rows.append((f"state, {LANES} lanes, {workers} process(es)", _vector(workers)))
    table = Table("what", "control steps per second", "of bare mj_step")
    for name, rate in rows:
        table.add_row(name, f"{rate:,.0f}", f"{rate / bare:.0%}")
    Console().print(table)


def _rate(run: Callable[[], int]) -> float:
    run()  # compiles and fills caches
    rates = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        steps = run()
        rates.append(steps / (time.perf_counter() - start))
    return float(np.median(rates))


def _actions(count: int) -> np.ndarray:
    actions = np.random.default_rng(0).uniform(-0.4, 0.4, (STEPS, count, 7)).astype(np.float32)
    return actions


def _bare(env: TaskEnv) -> int:
    simulation = env.simulation
    for _ in range(STEPS * SUBSTEPS):
        mujoco.mj_step(simulation.model, simulation.data)
    env.reset(seed=0)
    return STEPS


def _single(env: TaskEnv) -> int:
    first, _ = env.reset(seed=0)
    for action in _actions(1)[:, 0]:
        seen, *_ = env.step(action)
    for key in first:
        if key not in ("instruction", "objects_mask"):
            assert not np.array_equal(first[key], seen[key]), f"'{key}' does not change"
    assert np.isfinite(env.get_state()).all()
    return STEPS


def _vector(workers: int) -> float:
    lanes = make_vector("quickstart", 0, LANES, workers, horizon=10**6)
    lanes.reset(seed=0)

    def run() -> int:
        for actions in _actions(LANES):
            lanes.step(actions)
        return STEPS * LANES

    rate = _rate(run)
    lanes.close()
    return rate


if __name__ == "__main__":
    main()
