"""Images of demonstrations that have none: rendered once, kept beside their file, read from disk as they are used.

`<folder>/.images/<task>/<size>-<renderer>-<key>/<name>.npy`, uint8 (L, size, size, 3), demonstration after
demonstration. The key is a digest of the suite's hash, all states and the fingerprint of physics and renderer, so what
is there is right; it may be deleted at any time.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perdure.envs.errors import PerdureError

from .atomic import replacing_folder
from .reader import info, load
from .rendering import Progress, quiet
from .schema import IMAGES, Arrays
from .settings import TOOLS, Tools

FOLDER = ".images"
Render = Callable[[NDArray[np.float64]], Arrays]


def cached_images(
    path: str | Path,
    image_size: int = 128,
    renderer: str = "raster",
    tools: Tools = TOOLS,
    progress: Progress = quiet,
) -> list[Arrays]:
    """Return the images of every demonstration of a file, the same bytes that collecting them would have stored.

    Args:
        path: a file of `perdure collect`, with images or without.
        image_size: side [pixel].
        renderer: 'raster' or 'opengl'.
        tools: the world.
        progress: called with the number of rendered demonstrations and of all; not called when nothing is rendered.

    Returns:
        For each demonstration name -> uint8 (T, size, size, 3), views of one memory map per camera.

    Raises:
        PerdureError: the file can't be read or has no states, the suite has changed since, or nothing can be written.
    """
    path = Path(path)
    about = info(path)
    states = [demo["states"] for demo in load(path, ["states"])]
    facts = tools.fingerprint(renderer, str(about.attributes.get("robot", "panda")))
    kind = f"{image_size}-{renderer}"
    place = path.parent / FOLDER / path.stem / f"{kind}-{_key(about.suite_hash, states, str(facts.get('hash', '')))}"
    with _alone(place.parent):
        columns = _open(place, sum(about.lengths), image_size)
        if not columns:
            _clear(place.parent, kind)
            with closing(tools.world_of(path, about.attributes)) as env:
                world = env.simulation
                _fill(place, states, image_size, lambda rows: tools.render(world, rows, image_size, renderer), progress)
            columns = _open(place, sum(about.lengths), image_size)
    ends = np.cumsum(about.lengths)
    return [
        {name: column[end - length : end] for name, column in columns.items()}
        for end, length in zip(ends, about.lengths, strict=True)
    ]


def _key(suite_hash: str, states: Sequence[NDArray[Any]], fingerprint: str) -> str:
    total = hashlib.sha256(f"{suite_hash} {fingerprint}".encode())
    for rows in states:
        total.update(f"{rows.shape}".encode())
        total.update(rows.tobytes())
    return total.hexdigest()[:16]


def _open(place: Path, length: int, size: int) -> Arrays:
    """Return the memory maps of a folder; nothing when it isn't there or isn't whole."""
    shape = (length, size, size, 3)
    try:
        # private pages: whoever writes into an array changes no file
        columns = {name: np.load(place / f"{name}.npy", mmap_mode="c") for name in IMAGES.values()}
    except (OSError, ValueError):
        return {}
    return columns if all(c.shape == shape and c.dtype == np.uint8 for c in columns.values()) else {}


def _fill(place: Path, states: Sequence[NDArray[np.float64]], size: int, render: Render, progress: Progress) -> None:
    """Render the states of each demonstration into a folder that is there when all is done, and not before."""
    shape = (sum(map(len, states)), size, size, 3)
    with replacing_folder(place) as draft:
        columns: Arrays = {
            name: np.lib.format.open_memmap(draft / f"{name}.npy", "w+", np.uint8, shape)  # type: ignore[no-untyped-call]
            for name in IMAGES.values()
        }
        row = 0
        for done, rows in enumerate(states):
            progress(done, len(states))
            for name, pixels in render(rows).items():
                columns[name][row : row + len(rows)] = pixels
            row += len(rows)
        columns.clear()  # closes the files
        progress(len(states), len(states))


def _clear(folder: Path, kind: str) -> None:
    """Remove images of a size and renderer that are outdated, and what a killed process has left of them."""
    for pattern in (f"{kind}-*", f".{kind}-*.tmp"):
        for old in folder.glob(pattern):
            shutil.rmtree(old)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one process at a time look and render, so that several runs don't all render the same."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        opened = open(folder / ".lock", "w")  # noqa: SIM115 - closed below
    except OSError as error:
        raise PerdureError(f"Images can't be kept in '{folder}' ({error.strerror}); copy the data set.") from error
    with opened as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
