"""`trgp`: as `gpm`, but a new task may turn and scale the directions of old tasks that it leans on."""

from __future__ import annotations

from typing import ClassVar

from .algorithm import Declaration
from .cuber import BackwardTransfer


class TrustRegionGradientProjection(BackwardTransfer):
    """TRGP (Lin et al. 2022, arXiv 2202.02931): the first two cases of `cuber`.

    Args:
        threshold: share of the energy of a layer's inputs that makes its directions.
        growth: added to it with every task.
        sufficient: least share of the gradient's norm in old directions for a task to lean on them.
        most: old tasks that a layer may scale.
        windows: of each task, to take inputs and gradients from.
    """

    declaration: ClassVar[Declaration] = Declaration(
        needs_task_id=True, edits_update=True, compute=1.3, papers=("lin2022trgp",)
    )

    def __init__(
        self,
        threshold: float = 0.99,
        growth: float = 0.003,
        sufficient: float = 0.5,
        most: int = 2,
        windows: int = 128,
    ) -> None:
        super().__init__(threshold, growth, sufficient, most=most, windows=windows, relax=False)
