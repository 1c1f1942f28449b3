"""Universal Robots' UR5e, an arm of six joints, with Robotiq's 2F-85."""

from __future__ import annotations

from math import inf

from .grippers import robotiq_85
from .robot import Robot, robosuite_arm


def describe() -> Robot:
    """Return the UR5e as robosuite 1.5 sets it up (robots/manipulators/ur5e_robot.py)."""
    return robosuite_arm(
        "ur5e",
        robotiq_85(),
        home=(-0.30133, -1.69896, 1.88164, -1.75348, -1.57080, -1.87212),
        branch=(2.0, 2.0, 1.7, 2.0, 1.3, inf),
    )
