"""The robots: robosuite's files and numbers."""

from __future__ import annotations

from .. import registry
from .robot import Robot


def robots() -> list[str]:
    """Return the names of the robots."""
    return registry.names(__name__, "describe")


def load(name: str) -> Robot:
    """Return a robot by name; an unknown one raises UnknownNameError."""
    robot: Robot = registry.find(__name__, name, "robot", "describe").describe()
    return robot
