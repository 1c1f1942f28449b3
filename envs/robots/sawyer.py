"""Rethink Robotics' Sawyer with Robotiq's 2F-85: its own gripper does not close below 14 mm."""

from __future__ import annotations

from math import inf

from .grippers import robotiq_85
from .robot import Robot, robosuite_arm


def describe() -> Robot:
    """Return the Sawyer as robosuite 1.5 sets it up, but for the gripper (robots/manipulators/sawyer_robot.py)."""
    return robosuite_arm(
        "sawyer",
        robotiq_85(),
        home=(-0.23783, -1.56197, -0.14946, 1.99526, 0.00145, 1.13760, -1.78416),
        branch=(1.5, inf, 1.5, inf, 1.5, inf, inf),
    )
