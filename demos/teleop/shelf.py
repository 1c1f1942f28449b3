"""Where what people show is kept: a part per episode while the session runs, the task's file in the end.

The file is that of `perdure collect`: its scripted demonstrations come first, then those of people.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import h5py

from perdure.envs.errors import PerdureError

from ..attributes import data_attributes
from ..digest import digest
from ..episode import Episode
from ..extend import check_extensible, give_images
from ..resume import stored
from ..schema import Arrays, episode_seed
from ..settings import Settings
from ..writer import Source, merge, save_part


class Shelf:
    """One task's demonstrations of people; what an earlier session has left in parts is put into the file first.

    Args:
        settings: of the collection that the file belongs to.
        index: of the task.
        task: the task.

    Raises:
        PerdureError: the file or a left part can't be extended.
    """

    def __init__(self, settings: Settings, index: int, task: Any) -> None:
        self.file = settings.file(index)
        self._settings, self._index, self._task = settings, index, task
        self._folder = settings.folder / ".human" / settings.tasks[index]
        before = stored(settings, index, human=True)
        check_extensible(settings, index, before)
        give_images(settings, index, before)
        self._clean()
        self._held = self._stored()
        self.merge()

    def seeds(self) -> Iterator[int]:
        """Yield the seeds of layouts, one after the other, without those that are on the shelf."""
        names, used = self._settings, {seed for _, _, seed in self._held}
        for number in count():
            seed = episode_seed(names.suite, f"{names.tasks[self._index]}/human", names.seed, number)
            if seed not in used:
                yield seed

    @property
    def stored(self) -> int:
        """How many demonstrations the file would hold now."""
        return len(self._held) + len(self._parts())

    def keep(self, episode: Episode, images: Arrays | None) -> Path:
        """Write an episode to a part of its own, at once, and return the part."""
        number = next(number for number in count() if not self._part(number).exists())
        save_part(self._part(number), episode, images, {"made": self._made})
        return self._part(number)

    def merge(self) -> None:
        """Put all parts into the file, after what it holds.

        A kill at any moment loses nothing and doubles nothing: parts go when the file is whole, and parts that are in
        it already are left out.
        """
        if not self._parts():
            return
        known = {name for _, name, _ in self._held}
        fresh = [part for part in self._parts() if _sha256(part, "demo") not in known]
        if fresh:
            sources: list[Source] = [(self.file, f"data/{name}") for name, _, _ in self._held]
            attributes, collection = self._head()
            merge(self.file, [*sources, *((part, "demo") for part in fresh)], attributes, collection)
            self._held = self._stored()
        for part in self._parts():
            part.unlink()
        self._folder.rmdir()
        if not any(self._folder.parent.iterdir()):
            self._folder.parent.rmdir()

    def _head(self) -> tuple[dict[str, Any], Any]:
        """Return the attributes of the file and what it says of the expert's attempts; a new file has none of these."""
        if not self.file.exists():
            return data_attributes(self._settings, self._index, self._task), []
        with h5py.File(self.file, "r", locking=False) as file:
            return dict(file["data"].attrs), json.loads(file["collection"].asstr()[()])

    def _stored(self) -> list[tuple[str, str, int]]:
        """Return name, digest and seed of each demonstration in the file, in order."""
        if not self.file.exists():
            return []
        with h5py.File(self.file, "r", locking=False) as file:
            demos = [(f"demo_{index}", file[f"data/demo_{index}"].attrs) for index in range(len(file["data"]))]
            return [(name, str(attrs["sha256"]), int(attrs["seed"])) for name, attrs in demos]

    @property
    def _made(self) -> str:
        """What a part must share with the file."""
        ours = self._settings
        hashes = [ours.fingerprint.get("hash", ""), ours.image_fingerprint.get("hash", "")]
        return json.dumps([ours.world(), hashes, ours.image_size], sort_keys=True)

    def _part(self, number: int) -> Path:
        return self._folder / f"part-{number:05d}.hdf5"

    def _parts(self) -> list[Path]:
        return sorted(self._folder.glob("part-*.hdf5"))

    def _clean(self) -> None:
        """Remove what a killed process has left half written, and check the rest.

        Raises:
            PerdureError: there are parts of another suite, robot, physics or image size; they stay, as people's work.
        """
        for temporary in self._folder.glob(".*.tmp"):
            temporary.unlink()
        for part in self._parts():
            with h5py.File(part, "r", locking=False) as file:
                made = str(file.attrs["made"])
            if _sha256(part, "demo") != _digest(part):
                raise PerdureError(f"'{part}' is damaged; move it away and run the command again.")
            if made != self._made:
                raise PerdureError(
                    f"'{part}' was left by a session with another suite, robot, physics or image size ({made}, here "
                    f"{self._made}); run that one's command again, or move the file away."
                )


def _sha256(path: Path, group: str) -> str:
    with h5py.File(path, "r", locking=False) as file:
        return str(file[group].attrs["sha256"])


def _digest(path: Path) -> str:
    with h5py.File(path, "r", locking=False) as file:
        return digest(file["demo"])
