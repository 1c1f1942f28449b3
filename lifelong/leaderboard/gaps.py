"""How far a run's old tasks fell while others were learned."""

from __future__ import annotations

import math

import numpy as np

from ..matrix import matrix, within
from ..metrics import held_out_gap, stability_gap
from .entry import Entry


def gaps(entry: Entry) -> dict[str, float]:
    """Return the worst-case metrics of a run; the gaps are NaN if old tasks were not evaluated within stages.

    What an old task does within a stage is compared with what it does at the end of it, on the same states.
    """
    success, (epochs, during) = entry.success.success, entry.within
    if not epochs:
        return {**stability_gap(success), "gap_held_out": math.nan}
    split = entry.split("curve_split", "val")
    parts = [[line for line in entry.lines if line.episode % 2 == half] for half in (0, 1)]
    ends = np.array([matrix(lines, entry.order, split).success for lines in parts])
    halves = np.array([within(entry.lines, entry.order, split, half)[1].success for half in (0, 1)])
    after = matrix(entry.lines, entry.order, split).success
    return {**stability_gap(success, during.success, after), "gap_held_out": held_out_gap(halves, ends)}
