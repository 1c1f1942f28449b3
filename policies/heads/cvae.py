"""`cvae`: a chunk of actions from a transformer, with a latent style that explains how demonstrations differ."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..attention import Block, run
from ..dice import Dice
from ..sizes import at_least_one, shared_equally
from .head import Head, as_actions, masked_mean


class ConditionalAutoencoderHead(Head):
    """The head of ACT (Zhao et al. 2023, arXiv 2304.13705, algorithms 1 and 2).

    In training an encoder reads the style of the label off it; the decoder gets the style as a token, and the vector
    in every action's query. The loss is the absolute error plus `kl` times the divergence of the style from a standard
    normal variable. To act, the style is zero.

    Args:
        width: of the vectors.
        actions: length of an action.
        chunk: actions predicted at once.
        hidden: width of the tokens.
        layers: attention blocks of the encoder, and of the decoder.
        heads: attention heads.
        latent: numbers of the style.
        kl: weight of the divergence.
    """

    def __init__(
        self,
        width: int,
        actions: int,
        chunk: int,
        hidden: int = 128,
        layers: int = 2,
        heads: int = 4,
        latent: int = 16,
        kl: float = 10.0,
    ) -> None:
        super().__init__()
        at_least_one("cvae", layers=layers, latent=latent)
        shared_equally("cvae", heads, hidden=hidden)
        self.chunk, self.latent, self.kl = chunk, latent, kl
        self.seen = nn.ModuleDict({name: nn.Linear(width, hidden) for name in ("encoder", "decoder")})
        self.place = nn.ParameterDict({name: 0.02 * torch.randn(chunk, hidden) for name in ("encoder", "decoder")})
        self.label = nn.Linear(actions, hidden)
        self.encoder = nn.ModuleList(Block(hidden, heads) for _ in range(layers))
        read = nn.Linear(hidden, 2 * latent)
        nn.init.zeros_(read.weight)  # at first nothing is told, so that the divergence does not drown the error
        nn.init.zeros_(read.bias)
        self.style = nn.Sequential(nn.LayerNorm(hidden), read)
        self.told = nn.Linear(latent, hidden)
        self.decoder = nn.ModuleList(Block(hidden, heads) for _ in range(layers))
        self.out = nn.Sequential(nn.LayerNorm(hidden), nn.Linear(hidden, actions))

    def forward(self, x: Tensor) -> Tensor:
        """Return what the decoder is given, which is the vector itself."""
        return x

    def loss(
        self, parameters: Tensor, actions: Tensor, mask: Tensor, generator: torch.Generator | None = None
    ) -> Tensor:
        """Return the absolute error, the mean over valid labels, plus the weighted divergence of the style."""
        x, actions, mask = parameters.flatten(0, -2), actions.flatten(0, -3), mask.flatten(0, -2)
        mean, log_variance = self.encode(x, actions, mask)
        style = mean
        if generator is not None:
            style = mean + (0.5 * log_variance).exp() * torch.randn(mean.shape, generator=generator, device=x.device)
        decoded = self.decode(x, style)
        divergence = 0.5 * (mean.square() + log_variance.exp() - 1.0 - log_variance).sum(-1)
        valid = mask.any(-1)
        mean_divergence = (divergence * valid).sum() / valid.sum().clamp(min=1)
        return masked_mean((decoded - actions).abs(), mask) + self.kl * mean_divergence

    def mode(self, parameters: Tensor) -> Tensor:
        """Return the actions (..., C, A) of the most common style, zero."""
        x = parameters.flatten(0, -2)
        decoded = self.decode(x, x.new_zeros(len(x), self.latent))
        return as_actions(decoded.reshape(*parameters.shape[:-1], *decoded.shape[1:]))

    def sample(self, parameters: Tensor, dice: Dice) -> Tensor:
        """Return the actions (B, C, A) of a style that is drawn."""
        return as_actions(self.decode(parameters, dice.normal((self.latent,), parameters)))

    def encode(self, x: Tensor, actions: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Return mean and log variance (L, Z) of the style of labels (L, C, A) with their validity (L, C)."""
        labels = self.label(actions) + self.place["encoder"]
        tokens = torch.cat([self.seen["encoder"](x)[:, None], labels], dim=1)
        seen = nn.functional.pad(mask, (1, 0), value=True)[:, None, None]
        mean, log_variance = self.style(run(self.encoder, tokens, seen, queries=1)[:, 0]).chunk(2, dim=-1)
        return mean, log_variance

    def decode(self, x: Tensor, style: Tensor) -> Tensor:
        """Return chunks (L, C, A) from vectors (L, D) and styles (L, Z)."""
        queries = self.seen["decoder"](x)[:, None] + self.place["decoder"]
        tokens = torch.cat([queries, self.told(style)[:, None]], dim=1)
        out: Tensor = self.out(run(self.decoder, tokens, None, queries=self.chunk))
        return out
