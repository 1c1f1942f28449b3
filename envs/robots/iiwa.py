"""KUKA's LBR iiwa with Robotiq's 2F-85, which is smaller than the 2F-140 that robosuite gives it."""

from __future__ import annotations

from math import inf

from .grippers import robotiq_85
from .robot import Robot, robosuite_arm


def describe() -> Robot:
    """Return the iiwa as robosuite 1.5 sets it up, but for the gripper (robots/manipulators/iiwa_robot.py)."""
    return robosuite_arm(
        "iiwa",
        robotiq_85(),
        home=(0.0, 0.24791, 0.0, -1.81068, 0.0, 1.08300, 0.0),
        branch=(1.5, inf, 1.5, inf, 1.5, inf, inf),
        margin=(0.15, 0.15, 0.15, 0.03, 0.15, 0.15, 0.15),
    )
