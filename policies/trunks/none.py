"""`none`: the present step alone."""

from __future__ import annotations

from torch import Tensor, nn

from ..errors import PolicyError
from .trunk import Trunk


class Present(Trunk):
    """Joins the tokens of a step and normalises them.

    Args:
        width: of a token.
        tokens: per step.
        history: must be 1.
    """

    def __init__(self, width: int, tokens: int, history: int) -> None:
        super().__init__()
        if history != 1:
            raise PolicyError(f"trunk 'none' sees one step, but history={history}; take history=1 or another trunk.")
        self.size, self.history = width * tokens, history
        self.norm = nn.LayerNorm(self.size)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return (B, T, N D)."""
        out: Tensor = self.norm(x)
        return out
