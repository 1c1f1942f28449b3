"""Making a suite's initial states: `python -m perdure.envs.generation.build quickstart [task ...]`.

State `index` of a split comes from a seed of its own, so it does not depend on how many there are. Every state is
settled, fulfils its task's premises and differs from all others.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence

import numpy as np

from ..archive import write_arrays
from ..errors import PerdureError, UnknownNameError
from ..pose import Array
from ..settling import check_premises, fresh_layout
from ..simulation import Simulation
from ..suite import SPLITS, Suite, load_suite
from ..task import Task

STATES = 50
APART = 0.005  # two states differ by more than this somewhere [m] or [rad]
_DECIMALS = 6  # a micrometre: below what settling reproduces on another processor


def build_states(suite: Suite, task: Task, simulation: Simulation) -> dict[str, Array]:
    """Return the initial states of a task: split -> layout vectors (50, D).

    Raises:
        PerdureError: the task's regions leave no room, or a state equals another.
    """
    states = {
        split: [build_state(suite, task, simulation, split, index) for index in range(STATES)] for split in SPLITS
    }
    every = np.concatenate([np.stack(rows) for rows in states.values()])
    apart = np.abs(every[:, None] - every[None]).max(axis=2) + np.eye(len(every))
    if apart.min() < APART:
        raise PerdureError(f"Task '{task.name}': two initial states are within {1000 * APART:.0f} mm of each other.")
    return {split: np.stack(rows) for split, rows in states.items()}


def build_state(suite: Suite, task: Task, simulation: Simulation, split: str, index: int) -> Array:
    """Return one initial state, a layout vector (D,), from a seed of its own."""
    text = f"{suite.name}/{suite.version}/{task.name}/{split}/{index}"
    rng = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little"))
    layout = np.round(fresh_layout(simulation, task, rng), _DECIMALS)
    simulation.reset_to_layout(layout)
    check_premises(simulation, task)
    return layout


def main(arguments: Sequence[str]) -> int:
    """Build the states of a suite, or of some of its tasks; return the exit status."""
    if not arguments:
        print("usage: python -m perdure.envs.generation.build SUITE [TASK ...]", file=sys.stderr)
        return 2
    try:
        suite = load_suite(arguments[0])
        names = [task.name for task in suite.tasks]
        for name in arguments[1:]:
            if name not in names:
                raise UnknownNameError(f"task of suite {suite.name}", name, names)
        for task in suite.tasks:
            if task.name in (arguments[1:] or names):
                path = suite.folder / f"{task.name}.npz"
                write_arrays(path, build_states(suite, task, Simulation(task)))
                print(f"wrote {path}")
    except PerdureError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
