"""A world without physics, for what looks at poses and joints only."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from perdure.envs.assets.asset import Asset
from perdure.envs.pose import Pose


@dataclass
class FakeWorld:
    """Instances where one puts them.

    Attributes:
        assets: instance -> asset.
        poses: instance -> pose of its root; `parts` (instance, part) -> pose of a part relative to the root.
        joints: (instance, part) -> joint position.
        in_hand: instances that the gripper holds.
        zones: workspace regions.
    """

    assets: dict[str, Asset] = field(default_factory=dict)
    poses: dict[str, Pose] = field(default_factory=dict)
    parts: dict[tuple[str, str], Pose] = field(default_factory=dict)
    joints: dict[tuple[str, str], float] = field(default_factory=dict)
    in_hand: set[str] = field(default_factory=set)
    zones: dict[str, tuple[float, float, float, float, float]] = field(default_factory=dict)

    def pose(self, instance: str, part: str = "") -> Pose:
        root = self.poses[instance]
        return root @ self.parts[instance, part] if part else root

    def joint(self, instance: str, part: str) -> float:
        return self.joints[instance, part]

    def held(self, instance: str) -> bool:
        return instance in self.in_hand


def at(x: float, y: float, z: float, yaw: float = 0.0, roll: float = 0.0) -> Pose:
    """A pose turned about x by `roll`, then about z by `yaw` [deg]."""
    a, b = np.radians(yaw), np.radians(roll)
    about_z = np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])
    about_x = np.array([[1, 0, 0], [0, np.cos(b), -np.sin(b)], [0, np.sin(b), np.cos(b)]])
    return Pose(np.array([x, y, z]), about_z @ about_x)
