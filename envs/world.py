"""What a predicate, the placement and the expert may ask of a simulated world."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from .assets.asset import Asset
from .pose import Pose

Zone = tuple[float, float, float, float, float]  # x0, y0, x1, y1, z in the world frame [m]


class World(Protocol):
    """A simulated scene, seen as named instances with poses and joints; everything in the world frame."""

    @property
    def assets(self) -> Mapping[str, Asset]:
        """Every instance name with its asset, objects and fixtures alike."""

    @property
    def zones(self) -> Mapping[str, Zone]:
        """Every rectangle (full name) as it is now: on the workspace, or beside an instance and moving with it."""

    def pose(self, instance: str, part: str = "") -> Pose:
        """Return the pose of an instance's part ('' = its root body)."""

    def joint(self, instance: str, part: str) -> float:
        """Return the joint position of a moving part, [m] or [rad]."""

    def held(self, instance: str) -> bool:
        """Tell whether the gripper holds the instance."""
