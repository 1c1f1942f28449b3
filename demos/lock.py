"""One writer per folder of demonstrations."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from perdure.envs.errors import PerdureError


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep others out of the folder, which is made; the lock goes with the process, however it ends.

    Raises:
        PerdureError: another process is at work there, or nothing can be written to it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        opened = open(folder / ".lock", "w")  # noqa: SIM115 - closed below
    except OSError as error:
        raise PerdureError(f"Nothing can be written to the folder '{folder}' ({error.strerror}).") from error
    with opened as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise PerdureError(f"Another `perdure collect`, multiply or teleop is at work in '{folder}'.") from error
        yield
