"""Files of another format as a data set of ours."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from perdure.envs import load_suite
from perdure.envs.errors import PerdureError

from ..dataset import files
from ._formats import find
from ._imported import Imported, save


@dataclass(frozen=True)
class Brought:
    """A file that was imported: where to, its demonstrations, its observations, and what its positions refer to."""

    path: Path
    demos: int
    keys: tuple[str, ...]
    frame: str


def import_files(
    name: str,
    place: str | Path,
    suite: str,
    out: str | Path,
    progress: Callable[[Path, int, int], None] = lambda path, done, total: None,
) -> list[Brought]:
    """Write `<out>/<suite>/<task>.hdf5` for each file of another format; all of them or, after a mistake, none.

    The files have no states of ours: they can be learned from and looked at, but not replayed or rendered anew. Where
    `suite` is one of ours, a file becomes that of the task with the same instruction; else its own name stays.

    Args:
        name: of the format.
        place: a file or a folder of files.
        suite: whose demonstrations they are to be.
        out: folder of the data sets.
        progress: called with each file, the number of those that are done, and of all.

    Raises:
        UnknownNameError: no such format can be imported.
        PerdureError: a file that can't be read or lacks something, or one that is there already.
    """
    module, folder = find(name, "read"), Path(out) / suite
    found = files(place, "say file=<file or folder>")
    brought: list[Brought] = []
    with _draft(folder) as draft:
        for done, path in enumerate(found):
            progress(path, done, len(found))
            brought.append(_bring(module.read(path), suite, folder, draft))
        for item in brought:
            os.replace(draft / item.path.name, item.path)
        progress(found[-1], len(found), len(found))
    return brought


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """Give a temporary folder on the way to `folder`, which is made; an empty one doesn't stay."""
    made = [place for place in (folder, *folder.parents) if not place.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".import-", dir=folder) as draft:
            yield Path(draft)
    except OSError as error:
        raise PerdureError(f"Nothing can be written to '{folder}' ({error.strerror}).") from error
    finally:
        with suppress(OSError):  # from the first that isn't empty on, those above aren't either
            for place in made:
                place.rmdir()


def _bring(found: Imported, suite: str, folder: Path, draft: Path) -> Brought:
    target = f"{_task(found, suite)}.hdf5"
    if (folder / target).exists() or (draft / target).exists():
        raise PerdureError(f"'{folder / target}' exists already; move it away or choose another out=.")
    keys = save(found, draft / target, suite)
    return Brought(folder / target, found.count, tuple(keys), "robot base" if found.frames else "world")


def _task(found: Imported, suite: str) -> str:
    """Return the name of the suite's task with the same instruction, else the file's own name."""
    try:
        tasks = load_suite(suite).tasks
    except PerdureError:
        tasks = ()
    same = [task.name for task in tasks if task.instruction.lower() == found.instruction.lower()]
    return same[0] if same else found.path.stem.removesuffix("_demo")
