"""`der`: dark experience replay: old windows with what the policy said about them, without labels."""

from __future__ import annotations

from typing import ClassVar

from .algorithm import Declaration
from .derpp import DarkExperienceReplayPlus


class DarkExperienceReplay(DarkExperienceReplayPlus):
    """DER (Buzzega et al. 2020, arXiv 2004.07211): `derpp` with beta = 0.

    Args:
        alpha: weight of the old outputs.
        capacity: of the memory, in `unit`; 0 = none.
        unit: `windows` or `bytes` (outputs not counted), all tasks together, or `percent` of each task.
        memory: `balanced` over tasks, or a `reservoir` over windows.
    """

    declaration: ClassVar[Declaration] = Declaration(keeps_old_data=True, compute=2.0, papers=("buzzega2020dark",))

    def __init__(
        self, alpha: float = 0.3, capacity: float = 1000, unit: str = "windows", memory: str = "balanced"
    ) -> None:
        super().__init__(alpha, 0.0, capacity, unit, memory)
