"""A task's initial states on disk: `<task>.npz` with one array per split, in whole micrometres and microradians."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from .archive import write_arrays
from .errors import PerdureError
from .pose import Array

SPLITS = ("val", "test", "ood")
UNIT = 1e6  # of what is stored, per metre: below what settling reproduces on another processor


def rounded(layout: Array) -> Array:
    """Return a layout as it is once it has been stored."""
    whole: Array = np.rint(layout * UNIT) / UNIT
    return whole


def read_states(folder: Path, task: str) -> dict[str, Array]:
    """Return the initial states of a task: split -> layout vectors (n, D) float64, not to be written to.

    Raises:
        PerdureError: they are missing or damaged.
    """
    path = folder / f"{task}.npz"
    command = f"make them with `python -m perdure.envs.generation.build {folder.name}`"
    if not path.exists():
        raise PerdureError(f"Suite '{folder.name}' has no initial states for '{task}'; {command}.")
    try:
        with np.load(path, allow_pickle=False) as stored:
            states = {split: stored[split].T.astype(np.float64) / UNIT for split in SPLITS}
    except Exception as error:  # a damaged archive fails in a dozen ways
        raise PerdureError(f"The initial states '{path}' cannot be read ({error}); {command}.") from None
    for array in states.values():
        array.flags.writeable = False
    return states


def write_states(folder: Path, task: str, states: Mapping[str, Array]) -> Path:
    """Write the initial states of a task, rounded; return the file."""
    path = folder / f"{task}.npz"
    whole = {split: np.rint(states[split] * UNIT).astype(np.int32) for split in SPLITS}
    # One row per entry of the layout: most are nearly constant, and so they take no room when compressed.
    write_arrays(path, {split: np.ascontiguousarray(array.T) for split, array in whole.items()})
    return path
