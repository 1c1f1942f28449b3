"""Arrays on disk as `.npz`, byte for byte the same for the same arrays."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path

from numpy.lib import format as npy

from .pose import Array

_EPOCH = (1980, 1, 1, 0, 0, 0)  # numpy's own writer stores the time of day


def write_arrays(path: Path, arrays: Mapping[str, Array]) -> None:
    """Write arrays as a compressed `.npz` that `np.load` reads, in the order given, atomically."""
    part = path.with_suffix(".tmp")
    with zipfile.ZipFile(part, "w") as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            npy.write_array(content, array, version=(1, 0), allow_pickle=False)  # type: ignore[no-untyped-call]
            entry = zipfile.ZipInfo(f"{name}.npy", _EPOCH)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, content.getvalue(), zipfile.ZIP_DEFLATED)
    os.replace(part, path)
