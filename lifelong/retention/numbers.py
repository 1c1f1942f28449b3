"""What each perturbation does to success, to what is kept of it, and to which task."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from perdure.envs.perturbations import NONE

from ..matrix import Counts
from ..metrics import transfer
from ..statistics import wilson


def numbers(matrices: Mapping[str, Counts]) -> dict[str, dict[str, Any]]:
    """Return what there is to say about each perturbation; NaN where the cells that it needs were not evaluated.

    * acc: mean of the last row, with the Wilson interval of its episodes (low, high);
    * learned: mean of the diagonal: success on each task right after learning it, in the changed world;
    * kept: what is left of that at the end: acc over learned;
    * nbt: mean fall from the diagonal, see `metrics.transfer`;
    * share: acc over the clean acc;
    * by_task: the last row.

    Args:
        matrices: perturbation -> (K, K) counts in the order of the stream, `none` among them.
    """
    clean = _mean(matrices[NONE].success[-1])
    return {name: _one(counts, clean) for name, counts in matrices.items()}


def _one(counts: Counts, clean: float) -> dict[str, Any]:
    success = counts.success
    found = transfer(success)
    low, high = wilson(int(counts.successes[-1].sum()), int(counts.episodes[-1].sum()))
    return {
        "acc": found["acc"],
        "low": low,
        "high": high,
        "learned": found["learned"],
        "kept": _ratio(found["acc"], found["learned"]),
        "nbt": found["nbt"],
        "share": _ratio(found["acc"], clean),
        "by_task": success[-1].tolist(),
        "success": success.tolist(),
    }


def seen(success: NDArray[np.float64]) -> list[float]:
    """Return the mean success on the tasks learned so far, stage by stage; NaN for a stage that was not evaluated."""
    return [_mean(row[: stage + 1]) for stage, row in enumerate(success)]


def worst(found: Mapping[str, Mapping[str, Any]]) -> Sequence[str]:
    """Return the perturbations, the one that costs most first."""
    return sorted((name for name in found if name != NONE), key=lambda name: float(found[name]["acc"]))


def _mean(values: NDArray[np.float64]) -> float:
    return float(values.mean()) if values.size else math.nan


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.nan
