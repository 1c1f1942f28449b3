"""Suites: ordered, versioned lists of tasks with settled initial states, each a folder.

Those of perdure are in `envs/suites`; one's own are in the folder `suites` of where one works, or in that which the
environment variable PERDURE_SUITES names. See `perdure.envs.manifest` for what a folder holds.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from .bddl import write
from .errors import PerdureError, UnknownNameError
from .manifest import MANIFEST, Manifest, Proof, read_manifest, read_outline
from .pose import Array
from .states import SPLITS, read_states
from .task import Task

__all__ = ["FOLDER", "SPLITS", "Suite", "load_suite", "own_folder", "read_suite", "suites"]

FOLDER = Path(__file__).resolve().parent / "suites"


@dataclass(frozen=True)
class Suite:
    """A list of tasks that does not change under its name and version.

    Attributes:
        name: its folder's name.
        version: counts up when anything changes that could change a result.
        horizon: control steps after which an episode counts as failed.
        tasks: in the suite's order.
        folders: where the files of each task are.
        certificate: task -> on how many layouts the expert solved it.
        description: one sentence.
    """

    name: str
    version: int
    horizon: int
    tasks: tuple[Task, ...]
    folders: tuple[Path, ...]
    certificate: Mapping[str, Proof] = field(default_factory=dict)
    description: str = ""
    _states: dict[int, dict[str, Array]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of everything that makes the suite: tasks, seeds, horizon, version and initial states."""
        total = hashlib.sha256(f"{self.name} {self.version} {self.horizon}\n".encode())
        for index, task in enumerate(self.tasks):
            total.update(f"{task.name} {task.seed}\n{write(task)}".encode())
            total.update("\n".join(task.paraphrases).encode())
            for split in SPLITS:
                states = self.init_states(index, split)
                total.update(f"{split} {states.shape}\n".encode() + states.astype("<f8").tobytes())
        return total.hexdigest()

    def init_states(self, index: int, split: str) -> Array:
        """Return the stored initial states of a task as layout vectors (n, D) float64, not to be written to.

        Args:
            index: of the task.
            split: 'val' to choose by, 'test' to report, 'ood' for things that start outside of their regions.

        Raises:
            UnknownNameError: there is no such split.
            PerdureError: there is no such task, or its states are missing or damaged.
        """
        if split not in SPLITS:
            raise UnknownNameError("split", split, SPLITS)
        if not 0 <= index < len(self.tasks):
            raise PerdureError(f"Suite '{self.name}' has the tasks 0 to {len(self.tasks) - 1}, not {index}.")
        if index not in self._states:
            self._states[index] = read_states(self.folders[index], self.tasks[index].name)
        return self._states[index][split]


def suites() -> list[str]:
    """Return the names of the suites that exist, perdure's own and the user's."""
    return sorted(_folders())


def outlines() -> Iterator[tuple[str, int, int]]:
    """Yield (name, version, number of tasks) of each suite that can be read, without reading its tasks."""
    for name, folder in sorted(_folders().items()):
        with suppress(PerdureError):
            yield name, *read_outline(folder)


def load_suite(name: str) -> Suite:
    """Return a suite; its initial states are read when they are asked for.

    Raises:
        UnknownNameError: there is no such suite.
        PerdureError: its files are damaged.
    """
    found = _folders()
    if name not in found:
        raise UnknownNameError("suite", name, sorted(found))
    return _read(found[name], (found[name] / MANIFEST).stat().st_mtime_ns)


def read_suite(folder: Path) -> Suite:
    """Return the suite of a folder.

    Raises:
        PerdureError: the manifest or a task is missing or damaged.
    """
    manifest = read_manifest(folder)
    parts = [read_suite(folder.parent / name) for name in manifest.suites]
    tasks = manifest.tasks or tuple(task for part in parts for task in part.tasks)
    _check_distinct(folder, tasks)
    folders = (folder,) * len(manifest.tasks) or tuple(place for part in parts for place in part.folders)
    return Suite(
        folder.name,
        manifest.version,
        manifest.horizon,
        tasks,
        folders,
        _proofs(manifest, parts),
        manifest.description,
    )


def own_folder() -> Path:
    """Return where the user's suites are."""
    return Path(os.environ.get("PERDURE_SUITES", "suites"))


def _proofs(manifest: Manifest, parts: list[Suite]) -> dict[str, Proof]:
    return dict(manifest.certificate) | {name: proof for part in parts for name, proof in part.certificate.items()}


def _folders() -> dict[str, Path]:
    """Return where each suite is; a user's suite does not take the place of one of perdure's."""
    places = (own_folder(), FOLDER)
    return {path.parent.name: path.parent for place in places for path in place.glob(f"*/{MANIFEST}")}


@lru_cache(maxsize=64)
def _read(folder: Path, changed: int) -> Suite:
    return read_suite(folder)


def _check_distinct(folder: Path, tasks: tuple[Task, ...]) -> None:
    names = [task.name for task in tasks]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise PerdureError(f"The suite '{folder}' has the task '{twice[0]}' twice; names must differ.")
