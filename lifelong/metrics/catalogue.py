"""The metrics of a run: what they can be, and which way is good."""

from __future__ import annotations

import math
from typing import Final, NamedTuple


class Metric(NamedTuple):
    """A metric.

    Attributes:
        low, high: the least and the greatest value that it can have.
        better: 1 if higher is better, -1 if lower is, 0 where it depends.
    """

    low: float
    high: float
    better: int


_RATE, _GAIN, _LOSS = Metric(0.0, 1.0, 1), Metric(-1.0, 1.0, 1), Metric(-1.0, 1.0, -1)

METRICS: Final[dict[str, Metric]] = {
    "acc": _RATE,
    "learned": _RATE,
    "average_incremental": _RATE,
    "bwt": _GAIN,
    "forgetting": _LOSS,
    "nbt": _LOSS,
    "nbt_libero": _LOSS,
    "fwt": _RATE,
    "auc": _RATE,
    "lca": _RATE,
    "zero_shot": _RATE,
    "zero_shot_curve": _RATE,
    "zero_shot_ahead": _RATE,
    "fwt_lopez_paz": _GAIN,
    "min_acc": _RATE,
    "wc_acc": _RATE,
    "gap": Metric(0.0, 1.0, -1),
    "gap_held_out": _LOSS,
    "learned_slope": Metric(-1.0, 1.0, 0),
    "final_slope": Metric(-1.0, 1.0, 0),
    "intransigence_joint": _LOSS,
    "intransigence_single": _LOSS,
    "plasticity": Metric(0.0, math.inf, 1),
    "stability": Metric(0.0, math.inf, 1),
    "forward_transfer": Metric(-math.inf, 1.0, 1),
    "area_gain": _GAIN,
    "recovery": Metric(0.0, math.inf, -1),
    "dormancy": Metric(-math.inf, 1.0, 1),
}
