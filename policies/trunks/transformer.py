"""Pre-norm transformer blocks and the causal trunk over time."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class Attention(nn.Module):
    """Multi-head attention of queries over a context, with an optional mask."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key_value = nn.Linear(width, 2 * width, bias=False)  # a key's bias would cancel in the softmax
        self.out = nn.Linear(width, width)

    def forward(self, x: Tensor, context: Tensor, seen: Tensor | None) -> Tensor:
        """Return (B, Q, D).

        Args:
            x: (B, Q, D) what asks.
            context: (B, K, D) what is looked at.
            seen: broadcastable to (B, heads, Q, K): bool, True where a query may look (at least one place each), or
                numbers to add to the scores.
        """
        query = self._split(self.query(x))
        key, value = (self._split(part) for part in self.key_value(context).chunk(2, dim=-1))
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        out: Tensor = self.out(mixed.transpose(1, 2).flatten(2))
        return out

    def _split(self, x: Tensor) -> Tensor:
        return x.view(*x.shape[:2], self.heads, -1).transpose(1, 2)


class Block(nn.Module):
    """Attention and a two-layer perceptron, each on normalised inputs and added to the stream (Xiong et al. 2020)."""

    def __init__(self, width: int, heads: int, expansion: int = 2) -> None:
        super().__init__()
        self.norm_attention = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm_mlp = nn.LayerNorm(width)
        self.mlp = nn.Sequential(
            nn.Linear(width, expansion * width), nn.GELU(approximate="tanh"), nn.Linear(expansion * width, width)
        )

    def forward(self, x: Tensor, seen: Tensor | None = None, queries: int | None = None) -> Tensor:
        """Return the tokens (B, Q, D), changed; only the first `queries` of them if given (the rest is looked at).

        Args:
            x: (B, K, D).
            seen: as in `Attention.forward`.
            queries: Q; None = all.
        """
        normed = self.norm_attention(x)
        x = x[:, :queries] + self.attention(normed[:, :queries], normed, seen)
        out: Tensor = x + self.mlp(self.norm_mlp(x))
        return out


class CausalTransformer(nn.Module):
    """Mixes the features of consecutive steps; step t sees the valid steps up to t.

    Where a step stands is told by its distance alone (a bias per head, Raffel et al. 2020, arXiv 1910.10683), so that a
    step means the same in the middle of a training window and as the newest one while acting. With one step there is
    nothing to mix, and the features are only normalised.
    """

    def __init__(self, width: int, depth: int, heads: int, length: int) -> None:
        super().__init__()
        depth = depth if length > 1 else 0
        self.distance = nn.ParameterList(nn.Parameter(torch.zeros(heads, length)) for _ in range(depth))
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return (B, T, D) from features (B, T, D) and their validity (B, T), T at most `length`."""
        steps = torch.arange(x.shape[1], device=x.device)
        back = steps[:, None] - steps  # (T, T) how long before the query the key was
        # a padded step looks at itself, as a softmax over nothing is not a number
        hidden = ~((back >= 0) & mask[:, None] | (back == 0))[:, None]
        for block, distance in zip(self.blocks, self.distance, strict=True):
            bias = distance[:, back.clamp(min=0)].to(x.dtype)
            x = block(x, bias.masked_fill(hidden, float("-inf")))
        out: Tensor = self.norm(x)
        return out
