"""Whether learning from pixels is hurt by the fast look: `python -m tests.benchmarks.looks <data> <task> <way>`.

`data` holds a suite's demonstrations. A way is 'fast-raster', 'fast-opengl' or 'full-opengl'. The same demonstrations
are rendered that way, the same policy learns from them, and is evaluated on the same validation states seen that way.
Prints one JSON line.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import mujoco
import numpy as np
import torch
from numpy.typing import NDArray

from perdure import policies
from perdure.demos import reader
from perdure.demos.rendering import render_states
from perdure.envs import TaskEnv, load_suite
from perdure.envs.rendering import open_renderer
from perdure.envs.simulation import Simulation
from perdure.lifelong import algorithms
from perdure.lifelong.batches import IMAGE_KEYS, LABELS, PROPRIO, Windows
from perdure.lifelong.generators import Generators
from perdure.lifelong.trainer import Schedule, Trainer
from perdure.policies import PolicySpec

from .one_task import successes

SUITE, SIZE, DEMOS, EPISODES = "quickstart", 128, 30, 20


class Eyes:
    """Shows an environment's simulation in another look, in the place of its renderer."""

    def __init__(self, env: TaskEnv, shown: Simulation, renderer: str) -> None:
        self._simulation, self._shown = env.simulation, shown
        self._renderer = open_renderer(shown.model, SIZE, renderer=renderer)

    def render(self, data: mujoco.MjData, camera: str) -> NDArray[np.uint8]:
        """Return what a camera sees."""
        self._shown.set_state(self._simulation.get_state())
        return self._renderer.render(self._shown.data, camera)

    def close(self) -> None:
        """Free the graphics memory."""
        self._renderer.close()


def main(folder: Path, task: int, way: str) -> None:
    """Render, learn, evaluate, print."""
    look, renderer = way.split("-")
    start, goal = time.monotonic(), load_suite(SUITE).tasks[task]
    shown = Simulation(goal, look=look)  # type: ignore[arg-type]
    stored = reader.load(folder / f"{goal.name}.hdf5", [LABELS, PROPRIO, "states"])[:DEMOS]
    episodes = [demo | render_states(shown, demo["states"], SIZE, renderer) for demo in stored]
    torch.manual_seed(0)
    policy = policies.build("cnn_transformer", PolicySpec(objects=0, cameras=tuple(IMAGE_KEYS), image_size=SIZE))
    windows = Windows(episodes, goal.instruction, task, policy)
    schedule = Schedule(updates=1000)
    trainer = Trainer(policy, algorithms.build("sequential"), schedule, Generators(0))
    trainer.begin(windows)
    trainer.run_until(schedule.updates, windows)

    def see(env: TaskEnv) -> None:
        env._renderer = Eyes(env, shown, renderer)  # type: ignore[assignment]

    solved = successes(policy, SUITE, task, EPISODES, see)
    said = {"task": goal.name, "way": way, "successes": solved}
    print(json.dumps(said | {"episodes": EPISODES, "seconds": round(time.monotonic() - start)}))


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
