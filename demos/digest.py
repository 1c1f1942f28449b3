"""Fingerprints of stored demonstrations, so that damage shows."""

from __future__ import annotations

import hashlib

import h5py
import numpy as np


def digest(group: h5py.Group) -> str:
    """Return the SHA-256 of every dataset below a demonstration's group: names, types, shapes and bytes."""
    total = hashlib.sha256()
    names: list[str] = []
    group.visititems(lambda name, item: names.append(name) if isinstance(item, h5py.Dataset) else None)
    for name in sorted(names):
        data = group[name][()]
        total.update(f"{name} {data.dtype.str} {data.shape}".encode())
        total.update(np.ascontiguousarray(data).tobytes())
    return total.hexdigest()
