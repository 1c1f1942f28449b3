"""What policies make of pixels: `python -m tests.benchmarks.seeing <data> <task> <policy> <updates> <batch> ...`.

`data` holds 50 demonstrations of each task of the suite `quickstart`; the last words are the learning rate and the
precision. The policy learns one task from them on one core, without anything else in its stream, and is evaluated on
validation states. Prints one JSON line.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import torch

from perdure import policies
from perdure.demos import reader
from perdure.demos.image_cache import cached_images
from perdure.envs import load_suite
from perdure.lifelong import algorithms
from perdure.lifelong.batches import IMAGE_KEYS, LABELS, PROPRIO, Windows
from perdure.lifelong.execution import Execution
from perdure.lifelong.generators import Generators
from perdure.lifelong.trainer import Schedule, Trainer
from perdure.policies import PolicySpec

from .one_task import successes

SUITE, SIZE, DEMOS, EPISODES = "quickstart", 128, 50, 50


def main(folder: Path, task: int, name: str, schedule: Schedule, precision: str) -> None:
    """Learn, evaluate, print."""
    goal = load_suite(SUITE).tasks[task]
    path = folder / f"{goal.name}.hdf5"
    others, images = reader.load(path, [LABELS, PROPRIO])[:DEMOS], cached_images(path, SIZE)
    episodes = [other | frames for other, frames in zip(others, images, strict=False)]
    torch.manual_seed(0)
    policy = policies.build(name, PolicySpec(objects=0, cameras=tuple(IMAGE_KEYS), image_size=SIZE))
    windows = Windows(episodes, goal.instruction, task, policy)
    trainer = Trainer(policy, algorithms.build("sequential"), schedule, Generators(0), Execution(precision))
    trainer.begin(windows)
    start = time.monotonic()
    trainer.run_until(schedule.updates, windows)
    trained = time.monotonic() - start
    said = {"task": goal.name, "policy": name, "updates": schedule.updates, "windows per update": schedule.batch_size}
    said |= {"learning rate": schedule.learning_rate, "precision": precision, "seconds of training": round(trained)}
    said |= {"successes": successes(policy, SUITE, task, EPISODES), "episodes": EPISODES}
    print(json.dumps(said), flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    folder, task, name, updates, batch, rate, precision = sys.argv[1:]
    schedule = Schedule(updates=int(updates), batch_size=int(batch), learning_rate=float(rate))
    main(Path(folder), int(task), name, schedule, precision)
