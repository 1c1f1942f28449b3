"""The robot's own state as features."""

from __future__ import annotations

import torch
from torch import Tensor

from .geometry import rotation_matrix

SIZE = 7 + 2 + 3 + 6
_CENTRE = (0.5, 0.0, 0.2)  # [m] middle of the reachable space in front of the robot's base
_FINGER = 0.02  # [m] half of a finger's travel


def proprio_features(proprio: Tensor) -> Tensor:
    """Return (..., SIZE) of order one from (..., 15) joints 7, gripper 2, end-effector position 3, axis-angle 3."""
    joints, gripper, position, axis_angle = torch.split(proprio, [7, 2, 3, 3], dim=-1)
    centre = torch.tensor(_CENTRE, dtype=proprio.dtype, device=proprio.device)
    axes = rotation_matrix(axis_angle)[..., :2].transpose(-1, -2).flatten(-2)
    fingers = gripper.abs() / _FINGER - 1.0  # one finger moves along +y, the other along -y
    return torch.cat([joints / 2.0, fingers, (position - centre) / 0.3, axes], dim=-1)
