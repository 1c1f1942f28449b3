"""Kinova's Gen3 with Robotiq's 2F-85."""

from __future__ import annotations

from math import inf

from .grippers import robotiq_85
from .robot import Robot, robosuite_arm


def describe() -> Robot:
    """Return the Gen3 as robosuite 1.5 sets it up (robots/manipulators/kinova3_robot.py)."""
    return robosuite_arm(
        "kinova3",
        robotiq_85(),
        home=(-0.06870, 0.36716, 0.01957, 1.51032, -0.00735, 1.26418, -1.61900),
        branch=(1.5, inf, 1.5, inf, 1.5, inf, inf),
    )
