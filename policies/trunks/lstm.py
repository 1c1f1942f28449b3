"""`lstm`: a recurrent network that keeps its memory from one step of an episode to the next."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..sizes import at_least_one
from .trunk import Past, Trunk


class Lstm(Trunk):
    """Long short-term memory (Hochreiter and Schmidhuber 1997) over the joined tokens of a step.

    A training window starts without memory at its first valid step. While acting, the memory lasts until the lane is
    reset, however short the training windows are; LIBERO's forgets everything at every step.

    Args:
        width: of a token.
        tokens: per step.
        history: steps of a training window.
        hidden: units of a layer.
        depth: layers.
    """

    remembers = True

    def __init__(self, width: int, tokens: int, history: int, hidden: int = 256, depth: int = 2) -> None:
        super().__init__()
        at_least_one("lstm", hidden=hidden, depth=depth)
        self.size, self.history = hidden, history
        self.lstm = nn.LSTM(tokens * width, hidden, depth, batch_first=True)
        self.norm = nn.LayerNorm(hidden)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return (B, T, D'); the vectors of padded steps mean nothing."""
        steps = mask.shape[1]
        padding = steps - mask.sum(1, keepdim=True)  # valid steps move to the front, where the memory is empty
        place = torch.arange(steps, device=x.device)
        out, _ = self.lstm(torch.take_along_dim(x, ((place + padding) % steps)[..., None], dim=1))
        moved: Tensor = torch.take_along_dim(self.norm(out), ((place - padding) % steps)[..., None], dim=1)
        return moved

    def step(self, x: Tensor, past: Past) -> tuple[Tensor, Past]:
        """Return the newest step's vector (B, D') and the memory, `hidden` and `cell` (B, layers, D')."""
        state = tuple(past[name].transpose(0, 1).contiguous() for name in ("hidden", "cell")) if past else None
        out, (hidden, cell) = self.lstm(x, state)
        return self.norm(out[:, -1]), {"hidden": hidden.transpose(0, 1), "cell": cell.transpose(0, 1)}
