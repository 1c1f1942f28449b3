"""`l2`: hold every weight near its old value, all alike."""

from __future__ import annotations

from typing import ClassVar

import torch

from perdure.policies import Policy

from ..batches import Windows
from .algorithm import Declaration
from .consolidator import Consolidator
from .tensors import Weights, copied


class L2(Consolidator):
    """The plainest consolidation, and the control for those that weigh (Kirkpatrick et al. 2017, arXiv 1612.00796).

    Args:
        strength: of the pull.
    """

    declaration: ClassVar[Declaration] = Declaration(compute=1.05, papers=("kirkpatrick2017overcoming",))

    def __init__(self, strength: float = 0.01) -> None:
        super().__init__(strength, normalise=False, decay=0.0, online=True)

    def importance(self, policy: Policy, windows: Windows, draw: torch.Generator) -> Weights:
        """Return one for every weight."""
        return {name: torch.ones_like(weight) for name, weight in copied(policy).items()}
