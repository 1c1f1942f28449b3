"""`transformer`: causal attention over the tokens of a short history."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..attention import Block
from ..sizes import at_least_one, shared_equally
from .trunk import Trunk


class CausalTransformer(Trunk):
    """A step's tokens see those of the same and of earlier valid steps; the first token of a step is its vector.

    Where a step stands is told by its distance alone (a bias per head, Raffel et al. 2020, arXiv 1910.10683), so that a
    step means the same in the middle of a training window and as the newest one while acting. A single token has
    nothing to be mixed with, and is only normalised.

    Args:
        width: of a token.
        tokens: per step.
        history: steps that it sees.
        depth: attention blocks.
        heads: attention heads.
        head_width: of every head; None = the heads share the width.
        expansion: hidden width of the blocks' perceptrons, in widths.
    """

    def __init__(
        self,
        width: int,
        tokens: int,
        history: int,
        depth: int = 1,
        heads: int = 4,
        head_width: int | None = None,
        expansion: int = 2,
    ) -> None:
        super().__init__()
        at_least_one("transformer", depth=depth, heads=heads, expansion=expansion)
        if head_width is None:
            shared_equally("transformer", heads, width=width)
        self.size, self.tokens, self.history = width, tokens, history
        depth = depth if history * tokens > 1 else 0
        self.distance = nn.ParameterList(nn.Parameter(torch.zeros(heads, history)) for _ in range(depth))
        self.blocks = nn.ModuleList(Block(width, heads, expansion, head_width) for _ in range(depth))
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return (B, T, D), T at most the history."""
        lanes, steps = mask.shape
        x = x.view(lanes, steps * self.tokens, self.size)
        step = torch.arange(steps, device=x.device).repeat_interleave(self.tokens)
        back = step[:, None] - step  # (T N, T N) how long before the query the key was
        valid = mask.repeat_interleave(self.tokens, dim=1)[:, None]
        # a padded step looks at itself, as a softmax over nothing is not a number
        hidden = ~((back >= 0) & valid | (back == 0))[:, None]
        for block, distance in zip(self.blocks, self.distance, strict=True):
            bias = distance[:, back.clamp(min=0)].to(x.dtype)
            x = block(x, bias.masked_fill(hidden, float("-inf")))
        out: Tensor = self.norm(x[:, :: self.tokens])
        return out
