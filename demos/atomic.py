"""Writing files so that a killed writer or a full disk harms nothing."""

from __future__ import annotations

import errno
import os
import shutil
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
def replacing_folder(path: Path) -> Iterator[Path]:
    """Give a new folder beside `path`; when the block succeeds it is renamed to `path`, else nothing is left of it.

    Raises:
        PerdureError: the disk is full, nothing can be written there, or there is something at `path`.
    """
    if path.exists():
        raise PerdureError(f"'{path}' exists already; move it away or choose another folder.")
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        try:
            temporary.mkdir(parents=True)
        except OSError as error:
            raise PerdureError(f"Nothing can be written to '{path.parent}' ({error.strerror}).") from error
        with disk_full(path):
            yield temporary
            for file in temporary.rglob("*"):
                _sync(file)
            os.replace(temporary, path)
            _sync(path.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


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
