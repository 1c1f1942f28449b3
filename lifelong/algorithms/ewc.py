"""`ewc`: hold weights near their old values, the more the more the old task's likelihood depends on them."""

from __future__ import annotations

from typing import ClassVar

import torch

from perdure.policies import Policy

from ..batches import Windows
from .algorithm import Declaration
from .consolidator import Consolidator
from .per_window import fisher
from .tensors import Weights


class ElasticWeightConsolidation(Consolidator):
    """Elastic weight consolidation (Kirkpatrick et al. 2017, arXiv 1612.00796), online as in Schwarz et al. 2018.

    The importance is the diagonal of the empirical Fisher information: squares of the gradients of single windows,
    averaged. (LIBERO squares the mean gradient of a batch, whose size then sets the scale.)

    Args:
        strength: of the pull.
        online: one Fisher and one anchor for all old tasks (decayed), else one of each per task.
        decay: of old importances, if online.
        windows: of each task, to estimate the Fisher from.
        normalise: whether each task's Fisher is divided by its mean.
    """

    declaration: ClassVar[Declaration] = Declaration(
        compute=1.05, papers=("kirkpatrick2017overcoming", "schwarz2018progress")
    )

    def __init__(
        self,
        strength: float = 0.1,
        online: bool = True,
        decay: float = 0.9,
        windows: int = 256,
        normalise: bool = True,
    ) -> None:
        super().__init__(strength, normalise, decay, online)
        self.count = windows

    def importance(self, policy: Policy, windows: Windows, draw: torch.Generator) -> Weights:
        """Return the Fisher information."""
        return fisher(policy, windows, self.count, draw)
