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

    def forward(self, x: Tensor, context: Tensor, allowed: Tensor | None) -> Tensor:
        """Return (B, Q, D).

        Args:
            x: (B, Q, D) what asks.
            context: (B, K, D) what is looked at.
            allowed: bool, broadcastable to (B, heads, Q, K); every query needs at least one True.
        """
        query = self._split(self.query(x))
        key, value = (self._split(part) for part in self.key_value(context).chunk(2, dim=-1))
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=allowed)
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

    def forward(self, x: Tensor, allowed: Tensor | None = None, queries: int | None = None) -> Tensor:
        """Return the tokens (B, Q, D), changed; only the first `queries` of them if given (the rest is looked at).

        Args:
            x: (B, K, D).
            allowed: as in `Attention.forward`.
            queries: Q; None = all.
        """
        normed = self.norm_attention(x)
        x = x[:, :queries] + self.attention(normed[:, :queries], normed, allowed)
        out: Tensor = x + self.mlp(self.norm_mlp(x))
        return out


class CausalTransformer(nn.Module):
    """Mixes the features of consecutive steps; step t sees the valid steps up to t."""

    def __init__(self, width: int, depth: int, heads: int, length: int) -> None:
        super().__init__()
        # the newest step has place 0, so a short memory and a long one give a step the same place
        self.place = nn.Parameter(torch.randn(length, width) * 0.02)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return (B, T, D) from features (B, T, D) and their validity (B, T), T at most `length`."""
        steps = x.shape[1]
        x = x + self.place[-steps:]
        past = torch.ones(steps, steps, dtype=torch.bool, device=x.device).tril()
        itself = torch.eye(steps, dtype=torch.bool, device=x.device)  # a padded step looks at itself: no empty softmax
        allowed = ((past & mask[:, None]) | itself)[:, None]
        for block in self.blocks:
            x = block(x, allowed)
        out: Tensor = self.norm(x)
        return out
