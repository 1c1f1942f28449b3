"""What an earlier collection left: a finished file, or parts, some of them perhaps damaged."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import h5py

from perdure.envs.errors import PerdureError

from .digest import digest
from .plan import Done
from .schema import IMAGES
from .settings import EXPERT, Settings


@dataclass(frozen=True)
class Stored:
    """What a finished file holds.

    Attributes:
        attempts: what became of the expert's attempts 0, 1, 2, ...
        demos: number of demonstrations: the expert's kept ones first, then what people have shown.
        image_size: side of its images [pixel], None when it has none.
        fingerprint: short hash of the physics that it was made with.
        image_fingerprint: the same for the images.
    """

    attempts: tuple[Done, ...] = ()
    demos: int = 0
    image_size: int | None = None
    fingerprint: str = ""
    image_fingerprint: str = ""

    @property
    def kept(self) -> int:
        """Number of the expert's demonstrations."""
        return sum(not done.reason for done in self.attempts)


def stored(settings: Settings, task: int, human: bool = False) -> Stored:
    """Read what a task's file holds already; nothing when there is no file.

    Args:
        settings: of what shall be added.
        task: which.
        human: people add to it, whom seed and noise of the expert don't concern.

    Raises:
        PerdureError: the file is damaged, or of another suite or robot, or the expert's part of another seed or noise.
    """
    path = settings.file(task)
    if not path.exists():
        return Stored()
    try:
        with h5py.File(path, "r", locking=False) as file:
            attributes = dict(file["data"].attrs)
            attempts = [Done(*entry) for entry in json.loads(file["collection"].asstr()[()])]
            demos = len(file["data"])
            observed = file["data/demo_0/obs"]
            sizes = [observed[name].shape[1] for name in IMAGES.values() if name in observed]
        source = {"maker": EXPERT, **json.loads(attributes["source"])}  # files of before know no others
        hashes = [json.loads(attributes[key]).get("hash", "") for key in ("fingerprint", "image_fingerprint")]
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise PerdureError(
            f"'{path}' is damaged or wasn't made by `perdure collect` ({error}); "
            "move it away and run the command again."
        ) from error
    required = settings.source(task) if attempts and not human else settings.world()
    for key, value in required.items():
        if source.get(key) != value:
            raise PerdureError(
                f"'{path}' was collected with {key}={source.get(key)}, not {value}; "
                "move it away or collect into another folder with out=..."
            )
    return Stored(tuple(attempts), demos, sizes[0] if sizes else None, *hashes)


def parts(settings: Settings, task: int) -> dict[int, Done]:
    """Return the whole attempts among the parts on disk and remove what is damaged, stale or half written."""
    found: dict[int, Done] = {}
    folder = settings.parts(task)
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        # a temporary file may hold all, but it has not got its name yet
        done = _part(path, settings.recipe(task)) if path.suffix == ".hdf5" else None
        if done is None:
            path.unlink(missing_ok=True)
        else:
            found[done[0]] = done[1]
    return found


def _part(path: Path, recipe: str) -> tuple[int, Done] | None:
    try:
        with h5py.File(path, "r", locking=False) as file:
            attributes = dict(file.attrs)
            reason = str(attributes["reason"])
            whole = bool(reason) or digest(file["demo"]) == file["demo"].attrs["sha256"]
            same = attributes["recipe"] == recipe
            done = Done(reason, int(attributes["steps"]), float(attributes["seconds"]))
            return (int(attributes["attempt"]), done) if whole and same else None
    except (OSError, KeyError, ValueError, RuntimeError):
        return None
