"""How often multiplying succeeds: from five human-like demonstrations per task, on tasks of different kinds.

python -m tests.benchmarks.multiplied [out] [wanted]

The five are the expert's, acting as a person does: slowly, with pauses and a trembling hand, from various grasps, and
with heights that differ. Nothing of this is marked in the files.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perdure.demos.collect import collect
from perdure.demos.expert import solve
from perdure.demos.multiply.multiply import multiply
from perdure.demos.noise import QUIET
from perdure.demos.settings import TOOLS
from perdure.demos.skills.style import Style

TASKS = {"quickstart": (0, 1, 2, 3, 4), "long": (0, 8), "ninety": (22, 24, 40, 72)}
FEW = 5
SLOW = Style(speed=(0.3, 0.6), jitter=0.04, grasps=3)
PAUSES = 0.03  # how often a person stops, per step
PAUSE = (5, 25)  # for how many steps
TREMBLE = 0.05  # standard deviation, in action units


def hesitant(simulation: Any, rng: np.random.Generator) -> Iterator[NDArray[Any]]:
    """Act like the expert, but as a person would."""
    grip = -1.0
    for action in solve(simulation, rng, SLOW):
        if rng.random() < PAUSES:
            for _ in range(rng.integers(*PAUSE)):
                yield np.append(np.zeros(6), grip)
        grip = float(action[6])
        yield np.append(np.clip(action[:6] + rng.normal(0, TREMBLE, 6), -1, 1), grip)


def main(out: str = "multiplied", wanted: str = "20") -> None:
    """Print a line per task: how many of how many attempts were kept."""
    few = replace(TOOLS, solve=hesitant)
    print(f"{'suite':10} {'task':75} {'five':>15} {'many':>15} {'kept':>5} {'tried':>5}  yield")
    for suite, tasks in TASKS.items():
        for index in tasks:
            (shown,) = collect(
                suite, Path(out) / "few", FEW, seed=7, tasks=[index], noise=QUIET, max_steps=2000, tools=few
            ).tasks
            if shown.kept < FEW:
                print(f"{suite:10} {shown.task:75} the expert shows {shown.kept} of {shown.tried}: {shown.rejections}")
                continue
            (made,) = multiply(shown.file, Path(out) / "many", int(wanted), 2, tasks=[index]).tasks
            lengths = ["{} / {:.0f} / {}".format(*report.length) for report in (shown, made)]
            counts = f"{made.kept:5} {made.tried:5}  {100 * made.success:.0f} % {made.rejections or ''}"
            print(f"{suite:10} {made.task:75} {lengths[0]:>15} {lengths[1]:>15} {counts}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
