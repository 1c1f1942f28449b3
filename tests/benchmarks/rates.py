"""Measures one thing of perdure, `python -m tests.benchmarks.rates <name>`, one round for each line of its input.

A process for each thing keeps their threads, caches and memory apart, and lets rounds of different things alternate.
The line 'memory' asks for the most memory that the process has had [MB].
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

import mujoco
import numpy as np
from numpy.typing import NDArray

from perdure.envs import make, make_vector

from .stepping import Seen, stepping

SUITE, TASK, LANES = "quickstart", 0, 20
START = {"init_state": 0, "split": "test"}
LONG = 10**6  # control steps: no episode is cut off

Round = Callable[[], float]


def bare() -> Round:
    """Control steps per second of nothing but physics: one call of `mj_step` for the substeps of a control step.

    The arm is held by the controller's last torques, after two seconds of standing still; dry friction does the rest.
    """
    env = make(SUITE, TASK)
    env.reset(options=START)
    for _ in range(40):
        env.simulation.step(np.zeros(7))
    model, data, state = env.simulation.model, env.simulation.data, env.simulation.get_state()
    substeps, steps = round(0.05 / model.opt.timestep), 1000

    def measure() -> float:
        env.simulation.set_state(state)
        before = data.qpos.copy()
        start = time.perf_counter()
        for _ in range(steps):
            mujoco.mj_step(model, data, substeps)
        rate = steps / (time.perf_counter() - start)
        assert np.abs(data.qpos - before).max() < 0.01, "the arm is not held"
        return rate

    return measure


def core() -> Round:
    """Control steps per second of the simulation alone: controller and physics, nothing observed but the arm."""
    env = make(SUITE, TASK)

    def begin() -> Seen:
        env.reset(options=START)
        return {"proprio": env.simulation.proprio()}

    def step(action: NDArray[np.float32]) -> Seen:
        env.simulation.step(action)
        return {"proprio": env.simulation.proprio()}

    return stepping(begin, step, episodes=4)


def single(observation: str, episodes: int, renderer: str = "raster") -> Round:
    """Control steps per second of one environment."""
    env = make(SUITE, TASK, observation=observation, renderer=renderer, horizon=LONG)  # type: ignore[arg-type]
    return stepping(lambda: env.reset(options=START)[0], lambda action: env.step(action)[0], episodes)


def vector(observation: str, workers: int, episodes: int) -> Round:
    """Control steps per second of all lanes together."""
    env = make_vector(SUITE, TASK, LANES, workers, observation=observation, horizon=LONG)  # type: ignore[arg-type]
    return stepping(lambda: env.reset(options=START)[0], lambda action: env.step(action)[0], episodes, LANES)


def reset() -> Round:
    """Resets per second to a stored state."""
    env = make(SUITE, TASK)

    def measure() -> float:
        start = time.perf_counter()
        for number in range(200):
            env.reset(options={"init_state": number % 10, "split": "test"})
        return 200 / (time.perf_counter() - start)

    return measure


def evaluation() -> Round:
    """See there; it needs torch, which the other processes shall not carry."""
    from .evaluation import evaluation

    return evaluation()


MEASURES: dict[str, Callable[[], Round]] = {
    "bare": bare,
    "core": core,
    "state": lambda: single("state", 4),
    "raster": lambda: single("pixels", 2),
    "opengl": lambda: single("pixels", 1, "opengl"),
    "state-1": lambda: vector("state", 1, 2),
    "state-2": lambda: vector("state", 2, 2),
    "raster-1": lambda: vector("pixels", 1, 1),
    "raster-2": lambda: vector("pixels", 2, 1),
    "reset": reset,
    "evaluation": evaluation,
}


def main() -> None:
    """Answer lines with numbers."""
    measure = MEASURES[sys.argv[1]]()
    measure()  # compiles and fills caches
    for line in sys.stdin:
        memory = line.strip() == "memory"
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 if memory else measure(), flush=True)


if __name__ == "__main__":
    main()
