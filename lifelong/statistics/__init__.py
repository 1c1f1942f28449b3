"""Intervals, tests and sample sizes for success rates and for few runs."""

from .bootstrap import bootstrap, iqm, optimality_gap, probability_of_improvement
from .hierarchical import Components, components, over_grid, over_runs
from .intervals import Interval, mean_interval, wilson
from .paired import Discordance, holm, mcnemar, sign_flip
from .power import detectable_effect, power, runs_needed

__all__ = [
    "Components",
    "Discordance",
    "Interval",
    "bootstrap",
    "components",
    "detectable_effect",
    "holm",
    "iqm",
    "mcnemar",
    "mean_interval",
    "optimality_gap",
    "over_grid",
    "over_runs",
    "power",
    "probability_of_improvement",
    "runs_needed",
    "sign_flip",
    "wilson",
]
