"""Rotations and relative positions as features; fixed scales only, never statistics of a data set."""

from __future__ import annotations

import torch
from torch import Tensor

_NEAR, _FAR = 0.04, 0.3  # [m] scales of the fine and of the coarse copy of a distance


def rotation_matrix(axis_angle: Tensor) -> Tensor:
    """Return rotation matrices (..., 3, 3) from axis-angle vectors (..., 3) [rad] (Rodrigues).

    A gripper that points down is half a turn from the base, where the vector jumps between +pi and -pi; the matrix
    does not.
    """
    angle = axis_angle.norm(dim=-1, keepdim=True).clamp(min=1e-8)
    x, y, z = (axis_angle / angle).unbind(-1)
    zero = torch.zeros_like(x)
    cross = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], dim=-1).reshape(*x.shape, 3, 3)
    sine, cosine = angle.sin()[..., None], angle.cos()[..., None]
    eye = torch.eye(3, dtype=x.dtype, device=x.device)
    out: Tensor = eye + sine * cross + (1.0 - cosine) * (cross @ cross)
    return out


def distance_features(offset: Tensor) -> Tensor:
    """Return offsets (..., 3) [m] as (..., 6): linear for the way there, saturating for the last centimetres."""
    return torch.cat([offset / _FAR, torch.tanh(offset / _NEAR)], dim=-1)
