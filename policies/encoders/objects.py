"""`objects`: the object table as one token: every row looks at the others, seen from the gripper and from the base."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from ..attention import Block, run
from ..sizes import at_least_one, shared_equally
from ..spec import PolicySpec
from .geometry import distance_features, rotation_matrix
from .proprio import SIZE as PROPRIO_SIZE
from .proprio import proprio_features
from .state import StateEncoder

_POSE = 9  # position 3 and the first two columns of the rotation 6 come first in a row
EXTRA = 6 + 6 + 6  # offset in the base frame, the same in the gripper's frame, axes in the gripper's frame


def object_features(objects: Tensor, proprio: Tensor) -> Tensor:
    """Return (..., N, F + 18): the rows (..., N, F) with their poses as the gripper sees them.

    Args:
        objects: (..., N, F), position [m] and rotation columns in the robot's base frame first.
        proprio: (..., 15), the end effector's position and axis-angle last, in the same frame.
    """
    position, axes, rest = torch.split(objects, [3, 6, objects.shape[-1] - _POSE], dim=-1)
    hand = rotation_matrix(proprio[..., 12:15])[..., None, :, :]
    offset = position - proprio[..., None, 9:12]
    turned = axes.reshape(*axes.shape[:-1], 2, 3) @ hand  # rows times R is R^T times columns
    local = (offset[..., None, :] @ hand).squeeze(-2)
    seen = [distance_features(offset), distance_features(local), turned.flatten(-2)]
    return torch.cat([position / 0.3, axes, *seen, rest], dim=-1)


class ObjectEncoder(nn.Module):
    """A readout token and the object tokens attend to each other; every token starts from its row and the situation."""

    def __init__(self, features: int, language: int, width: int, depth: int, heads: int) -> None:
        super().__init__()
        self.context = nn.Linear(PROPRIO_SIZE + language, width)
        self.row = nn.Linear(features + EXTRA, width)
        self.mix = nn.Sequential(nn.LayerNorm(width), nn.GELU(approximate="tanh"), nn.Linear(width, width))
        self.readout = nn.Sequential(nn.LayerNorm(width), nn.GELU(approximate="tanh"), nn.Linear(width, width))
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(depth))

    def forward(self, proprio: Tensor, objects: Tensor, mask: Tensor, language: Tensor) -> Tensor:
        """Return (B, D).

        Args:
            proprio: (B, P).
            objects: (B, N, F).
            mask: (B, N) bool, which rows hold an object.
            language: (B, E).
        """
        used = _last(mask.any(0)) + 1  # the empty rows behind it cost time and change nothing
        objects, mask = objects[:, :used], mask[:, :used]
        context = self.context(torch.cat([proprio_features(proprio), language], dim=-1))
        rows = self.mix(self.row(object_features(objects, proprio)) + context[:, None])
        tokens = torch.cat([self.readout(context)[:, None], rows], dim=1)
        seen = nn.functional.pad(mask, (1, 0), value=True)[:, None, None]
        return run(self.blocks, tokens, seen, queries=1)[:, 0]


class ObjectTableEncoder(StateEncoder):
    """Small and fast; it learns what to do and not how to see.

    Args:
        spec: sizes of the inputs.
        width: of every token.
        depth: attention blocks.
        heads: attention heads.
    """

    def __init__(self, spec: PolicySpec, width: int = 96, depth: int = 2, heads: int = 4) -> None:
        super().__init__(spec)
        at_least_one("objects", depth=depth)
        shared_equally("objects", heads, width=width)
        self.width = width
        self.objects = ObjectEncoder(spec.features, spec.language, width, depth, heads)

    def see(self, proprio: Tensor, objects: Tensor, mask: Tensor, language: Tensor) -> Tensor:
        """Return (L, D)."""
        token: Tensor = self.objects(proprio, objects, mask, language)
        return token


def _last(mask: Tensor) -> int:
    where = mask.nonzero()
    return int(where[-1]) if len(where) else -1
