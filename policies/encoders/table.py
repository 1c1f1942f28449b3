"""`table`: the object table as one long vector through a perceptron."""

from __future__ import annotations

import torch
from torch import Tensor

from ..mlp import perceptron
from ..sizes import at_least_one
from ..spec import PolicySpec
from .objects import EXTRA, object_features
from .proprio import SIZE as PROPRIO_SIZE
from .proprio import proprio_features
from .state import StateEncoder


class TableEncoder(StateEncoder):
    """The simplest thing to compare with: it must learn for every row anew what a bowl is.

    Args:
        spec: sizes of the inputs.
        width: of the token.
        hidden: units of a hidden layer.
        depth: hidden layers.
    """

    def __init__(self, spec: PolicySpec, width: int = 128, hidden: int = 256, depth: int = 2) -> None:
        super().__init__(spec)
        at_least_one("table", width=width, hidden=hidden, depth=depth)
        self.width = width
        inputs = spec.objects * (spec.features + EXTRA + 1) + PROPRIO_SIZE + spec.language
        self.table = perceptron(inputs, hidden, width, depth)

    def see(self, proprio: Tensor, objects: Tensor, mask: Tensor, language: Tensor) -> Tensor:
        """Return (L, D)."""
        rows = torch.cat([object_features(objects, proprio), torch.ones_like(objects[..., :1])], dim=-1)
        rows = rows.masked_fill(~mask[..., None], 0.0)
        token: Tensor = self.table(torch.cat([rows.flatten(1), proprio_features(proprio), language], dim=-1))
        return token
