"""Suites: ordered, versioned lists of tasks with settled initial states, each a folder of `envs/suites`.

A folder holds `suite.yaml`, one `<task>.bddl` per task and one `<task>.npz` with the arrays `val` and `test` of layout
vectors (see `perdure.envs.layout`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from .bddl import read, write
from .errors import PerdureError, UnknownNameError
from .pose import Array
from .task import Task

FOLDER = Path(__file__).resolve().parent / "suites"
SPLITS = ("val", "test")
_KEYS = {"version", "horizon", "tasks"}
_NOT_HASHED = {"certificate"}  # evidence about the suite, not part of it


@dataclass(frozen=True)
class Suite:
    """A list of tasks that does not change under its name and version.

    Attributes:
        name: its folder's name.
        version: counts up when anything changes that could change a result.
        horizon: control steps after which an episode counts as failed.
        tasks: in the suite's order.
        folder: where its files are.
    """

    name: str
    version: int
    horizon: int
    tasks: tuple[Task, ...]
    folder: Path
    _states: dict[int, dict[str, Array]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of everything that makes the suite: tasks, seeds, horizon, version and initial states."""
        total = hashlib.sha256(f"{self.name} {self.version} {self.horizon}\n".encode())
        for index, task in enumerate(self.tasks):
            total.update(f"{task.name} {task.seed}\n{write(task)}".encode())
            for split in SPLITS:
                states = self.init_states(index, split)
                total.update(f"{split} {states.shape}\n".encode() + states.astype("<f8").tobytes())
        return total.hexdigest()

    def init_states(self, index: int, split: str) -> Array:
        """Return the stored initial states of a task as layout vectors (n, D) float64, not to be written to.

        Raises:
            UnknownNameError: there is no such split.
            PerdureError: there is no such task, or its states are missing or damaged.
        """
        if split not in SPLITS:
            raise UnknownNameError("split", split, SPLITS)
        if not 0 <= index < len(self.tasks):
            raise PerdureError(f"Suite '{self.name}' has the tasks 0 to {len(self.tasks) - 1}, not {index}.")
        if index not in self._states:
            self._states[index] = _load_states(self, self.tasks[index])
        return self._states[index][split]


def _load_states(suite: Suite, task: Task) -> dict[str, Array]:
    path = suite.folder / f"{task.name}.npz"
    command = f"make them with `python -m perdure.envs.generation.build {suite.name}`"
    if not path.exists():
        raise PerdureError(f"Suite '{suite.name}' has no initial states for '{task.name}'; {command}.")
    try:
        with np.load(path, allow_pickle=False) as stored:
            states = {split: np.asarray(stored[split], dtype=np.float64) for split in SPLITS}
    except Exception as error:  # a damaged archive fails in a dozen ways
        raise PerdureError(f"The initial states '{path}' cannot be read ({error}); {command}.") from None
    for array in states.values():
        array.flags.writeable = False
    return states


def suites() -> list[str]:
    """Return the names of the suites that exist."""
    return sorted(path.parent.name for path in FOLDER.glob("*/suite.yaml"))


@cache
def load_suite(name: str) -> Suite:
    """Return a suite; its initial states are read when they are asked for.

    Raises:
        UnknownNameError: there is no such suite.
        PerdureError: its files are damaged.
    """
    if name not in suites():
        raise UnknownNameError("suite", name, suites())
    return read_suite(FOLDER / name)


def read_suite(folder: Path) -> Suite:
    """Return the suite of a folder; see the module for what it holds.

    Raises:
        PerdureError: `suite.yaml` or a task is missing or damaged.
    """
    path = folder / "suite.yaml"
    try:
        content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PerdureError(f"Cannot read '{path}': {error}.") from None
    keys = set(content) - _NOT_HASHED if isinstance(content, dict) else set()
    if keys != _KEYS:
        raise PerdureError(f"'{path}' must have the keys {', '.join(sorted(_KEYS))}, it has {', '.join(sorted(keys))}.")
    version, horizon = _whole(content["version"], path), _whole(content["horizon"], path)
    if not isinstance(content["tasks"], list) or not content["tasks"]:
        raise PerdureError(f"'{path}' must list its tasks as '- name: ..., seed: ...'.")
    return Suite(folder.name, version, horizon, tuple(_task(entry, path) for entry in content["tasks"]), folder)


def _task(entry: object, path: Path) -> Task:
    if not isinstance(entry, dict) or set(entry) != {"name", "seed"}:
        raise PerdureError(f"'{path}': a task needs a name and a seed, found {entry!r}.")
    return replace(read(path.parent / f"{entry['name']}.bddl"), seed=_whole(entry["seed"], path))


def _whole(value: object, path: Path) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise PerdureError(f"'{path}': expected a whole number, found {value!r}.")
    return value
