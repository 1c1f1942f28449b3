"""Numbers about a stream of tasks, as pure functions of success rates; docs/metrics.md lists them all."""

from .cost import cost, pareto
from .order import cvar, order_robustness, ranking
from .position import position_effects
from .references import forward_transfer, intransigence, plasticity_stability
from .retention import recovery, steps_to, zero_shot_retention
from .stability_gap import held_out_gap, stability_gap
from .transfer import learning_curve_area, transfer

__all__ = [
    "cost",
    "cvar",
    "forward_transfer",
    "held_out_gap",
    "intransigence",
    "learning_curve_area",
    "order_robustness",
    "pareto",
    "plasticity_stability",
    "position_effects",
    "ranking",
    "recovery",
    "stability_gap",
    "steps_to",
    "transfer",
    "zero_shot_retention",
]
