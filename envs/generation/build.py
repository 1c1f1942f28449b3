"""Making a suite of perdure from its recipe, with its initial states: `python -m perdure.envs.generation.build goal`.

State `index` of a split comes from a seed of its own, so it does not depend on how many there are. Every state is
settled, fulfils its task's premises and differs from all others.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from ..bddl import write
from ..digest import world_digest
from ..errors import PerdureError, UnknownNameError
from ..manifest import Manifest, write_manifest
from ..pose import Array
from ..settling import check_premises, fresh_layout
from ..simulation import Simulation
from ..states import SPLITS, rounded, write_states
from ..suite import FOLDER, Suite, read_suite
from ..task import Task
from .recipe import RECIPE, read_recipe
from .visible import Witness

STATES = 50
TRIES = 60  # layouts of a state
APART = 0.005  # two states differ by more than this somewhere [m] or [rad]


def build_states(suite: Suite, task: Task, simulation: Simulation, count: int = STATES) -> dict[str, Array]:
    """Return the initial states of a task: split -> layout vectors (count, D).

    Raises:
        PerdureError: the task's regions leave no room, or a state equals another.
    """
    witness = Witness(simulation)
    states = {split: [build_state(suite, task, witness, split, index) for index in range(count)] for split in SPLITS}
    every = np.concatenate([np.stack(rows) for rows in states.values()])
    apart = np.abs(every[:, None] - every[None]).max(axis=2) + np.eye(len(every))
    if apart.min() < APART:
        raise PerdureError(f"Task '{task.name}': two initial states are within {1000 * APART:.0f} mm of each other.")
    return {split: np.stack(rows) for split, rows in states.items()}


def build_state(suite: Suite, task: Task, witness: Witness, split: str, index: int) -> Array:
    """Return one initial state, a layout vector (D,), from a seed of its own; the camera sees what matters in it."""
    simulation = witness.simulation
    text = f"{suite.name}/{suite.version}/{task.name}/{split}/{index}"
    rng = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "little"))
    outside = split == "ood"
    hidden: list[str] = []
    for _ in range(TRIES):
        layout = rounded(fresh_layout(simulation, task, rng, outside))
        simulation.reset_to_layout(layout)
        check_premises(simulation, task, outside)
        hidden = witness.hidden()
        if not hidden:
            return layout
    raise PerdureError(f"Task '{task.name}': the camera does not see '{hidden[0]}' in {TRIES} layouts.")


def build_suite(folder: Path, manifest: Manifest) -> None:
    """Write manifest and task files of a suite into its folder; the states are for `write_all_states`."""
    folder.mkdir(parents=True, exist_ok=True)
    for task in manifest.tasks:
        (folder / f"{task.name}.bddl").write_text(write(task), encoding="utf-8")
    worlds = {task.name: world_digest(task) for task in manifest.tasks}
    write_manifest(folder, replace(manifest, worlds=worlds))


def write_all_states(folder: Path, names: Sequence[str] = (), workers: int = 2) -> Iterator[Path]:
    """Make and write the initial states of a suite's tasks (of all, without names), yielding each file."""
    suite = read_suite(folder)
    known = [task.name for task in suite.tasks]
    for name in names:
        if name not in known:
            raise UnknownNameError(f"task of suite {suite.name}", name, known)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_write_states, repeat(folder), names or known)


def _write_states(folder: Path, name: str) -> Path:
    suite = read_suite(folder)
    task = next(task for task in suite.tasks if task.name == name)
    return write_states(folder, name, build_states(suite, task, Simulation(task)))


def main(arguments: Sequence[str]) -> int:
    """Build a suite of perdure from its recipe, and the states of all or some of its tasks; return the exit status."""
    if not arguments:
        print("usage: python -m perdure.envs.generation.build SUITE [TASK ...]", file=sys.stderr)
        return 2
    folder = FOLDER / arguments[0]
    try:
        if (folder / RECIPE).exists():
            build_suite(folder, read_recipe(folder / RECIPE))
        for path in write_all_states(folder, arguments[1:]):
            print(f"wrote {path}", flush=True)
    except PerdureError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
