"""Writing files so that a killed writer or a full disk harms nothing."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from perdure.envs.errors import PerdureError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; when the block succeeds it is synced and takes the place of `path`.

    Raises:
        PerdureError: the disk is full; what was at `path` before is still there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with disk_full(path):
            yield temporary
            _sync(temporary)
            os.replace(temporary, path)
            _sync(path.parent)
    finally:
        with suppress(OSError):
            temporary.unlink()


@contextmanager
def disk_full(path: Path) -> Iterator[None]:
    """Turn the operating system's error of a full disk into one sentence."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        code = getattr(error, "errno", None)
        # HDF5 wraps the system's error: sometimes only the text tells
        if code in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
            raise PerdureError(
                f"The disk is full: '{path}' could not be written. What was there before is unharmed; "
                "make room and run the same command again to go on."
            ) from error
        raise


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
