"""Results that are dear to make and depend on nothing but their inputs, kept on disk between runs."""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[np.generic]]


def folder() -> Path:
    """Return the cache folder: $PERDURE_CACHE, or `perdure` in the user's cache folder."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("PERDURE_CACHE") or Path(base) / "perdure")


def digest(*inputs: bytes | str) -> str:
    """Return a hexadecimal key of the inputs."""
    total = hashlib.sha256()
    for item in inputs:
        data = item.encode() if isinstance(item, str) else item
        total.update(len(data).to_bytes(8, "little") + data)
    return total.hexdigest()[:32]


def arrays(key: str, make: Callable[[], Mapping[str, NDArray[np.generic]]]) -> Arrays:
    """Return the arrays stored under a key, making and storing them when they are not there or are damaged.

    A folder that cannot be written costs time, not correctness: the arrays are made again.
    """
    path = folder() / f"{key}.npz"
    try:
        with np.load(path, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        made = dict(make())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".tmp", delete=False) as part:
            np.savez(part, **made)
        os.replace(part.name, path)
    except OSError:
        pass
    return made
