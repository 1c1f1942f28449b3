"""How much of a policy is trained: all, all but what sees, or the head and low-rank adapters."""

from __future__ import annotations

import copy
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from perdure.envs.errors import PerdureError
from perdure.policies import Policy

from .algorithms.low_rank import fresh_pair, low_rank

MODES = ("all", "frozen", "lora")
_RANK, _ALPHA = 8, 8.0
_LEARNS = ("trunk.", "head.")  # parts of a policy that do not look at anything


class Adapted(nn.Linear):
    """A linear layer that is frozen, and a low-rank change of its weight that is trained."""

    def __init__(self, layer: nn.Linear, draw: torch.Generator) -> None:
        super().__init__(layer.in_features, layer.out_features, layer.bias is not None, device="meta")
        self.weight, self.bias = layer.weight, layer.bias
        a, b = fresh_pair(layer.weight, _RANK, draw)
        self.a, self.b = nn.Parameter(a), nn.Parameter(b)

    @property
    def changed(self) -> Tensor:
        """The weight with its change."""
        return self.weight + low_rank(self.a, self.b, _ALPHA / _RANK, self.weight)

    def forward(self, x: Tensor) -> Tensor:
        """Return what the changed layer makes of x."""
        return functional.linear(x, self.changed, self.bias)

    def plain(self) -> nn.Linear:
        """Return an ordinary layer that does the same."""
        layer = nn.Linear(self.in_features, self.out_features, self.bias is not None, device="meta")
        layer.weight, layer.bias = nn.Parameter(self.changed.detach()), self.bias
        return layer


def prepare(policy: Policy, mode: str, draw: torch.Generator, known: frozenset[str] | None = None) -> None:
    """Freeze what is not to be trained, and add what is trained instead.

    Args:
        policy: whose weights are as they shall start.
        mode: `all`; `frozen`: its encoder does not learn, or what is known of it; `lora`: its head learns, and an
            adapter of each linear layer before it, or of those that are known; so does all else that is not known.
        draw: of the adapters' start, which changes nothing yet.
        known: names of the encoder's weights that come from elsewhere, where not all of it does.

    Raises:
        PerdureError: there is no layer that an adapter could be added to.
    """
    if mode == "all":
        return
    kept = _LEARNS if mode == "frozen" else _LEARNS[1:]
    for name, weight in policy.named_parameters():
        weight.requires_grad_(name.startswith(kept) if known is None else name not in known)
    if mode == "lora":
        linear = [name for name, layer in policy.named_modules() if _adaptable(name, layer)]
        places = [name for name in linear if known is None or f"{name}.weight" in known]
        if not places:
            raise PerdureError(
                "finetune=lora needs linear layers before the head whose weights are kept; this policy has none."
            )
        for name in places:
            _put(policy, name, Adapted(cast(nn.Linear, policy.get_submodule(name)), draw))


def plain(policy: Policy) -> Policy:
    """Return the policy with its adapters' changes added to its weights: itself where it has none, else a copy."""
    adapted = {name: layer for name, layer in policy.named_modules() if isinstance(layer, Adapted)}
    if not adapted:
        return policy
    merged = copy.deepcopy(policy)
    for name, layer in adapted.items():
        _put(merged, name, layer.plain())
    return merged


def _adaptable(name: str, layer: nn.Module) -> bool:
    return not name.startswith(_LEARNS[1]) and type(layer) is nn.Linear


def _put(policy: Policy, name: str, layer: nn.Linear) -> None:
    parent, _, child = name.rpartition(".")
    setattr(policy.get_submodule(parent), child, layer)
