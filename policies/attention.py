"""Attention and the pre-norm transformer block, for tokens in space, in time and in a chunk of actions."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from .sizes import at_least_one, shared_equally


class Attention(nn.Module):
    """Multi-head attention of queries over a context, with an optional mask."""

    def __init__(self, width: int, heads: int, head_width: int | None = None) -> None:
        super().__init__()
        if head_width is None:
            shared_equally("attention", heads, width=width)
            head_width = width // heads
        at_least_one("attention", width=width, heads=heads, head_width=head_width)
        self.heads, inner = heads, heads * head_width
        self.query = nn.Linear(width, inner)
        self.key_value = nn.Linear(width, 2 * inner, bias=False)  # a key's bias would cancel in the softmax
        self.out = nn.Linear(inner, width)

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
    """Attention and a two-layer perceptron, each on normalised inputs and added to the stream (Xiong et al. 2020).

    Args:
        width: of the tokens.
        heads: attention heads.
        expansion: the perceptron's hidden width, in widths.
        head_width: of every head; None = the heads share the width.
    """

    def __init__(self, width: int, heads: int, expansion: int = 2, head_width: int | None = None) -> None:
        super().__init__()
        self.norm_attention = nn.LayerNorm(width)
        self.attention = Attention(width, heads, head_width)
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


def run(blocks: nn.ModuleList, tokens: Tensor, seen: Tensor | None, queries: int) -> Tensor:
    """Return the first `queries` tokens (B, Q, D) after all blocks; the last block leaves the others alone."""
    last = len(blocks) - 1
    for depth, block in enumerate(blocks):
        tokens = block(tokens, seen, queries=queries if depth == last else None)
    return tokens
