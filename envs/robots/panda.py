"""Franka Emika's Panda with its own hand, the certified robot of every suite."""

from __future__ import annotations

from math import inf, pi

from .grippers import panda_hand
from .robot import Robot, robosuite_arm


def describe() -> Robot:
    """Return the Panda as robosuite 1.5 sets it up (robots/manipulators/panda_robot.py)."""
    return robosuite_arm(
        "panda",
        panda_hand(),
        # LIBERO's start: 16 cm higher than robosuite's, where the hand would touch an open top drawer.
        home=(0.0, -0.161037389, 0.0, -2.44459747, 0.0, 2.2267522, pi / 4),
        # The fourth is straight at -0.47, for the elbow is offset; past that the hand only gets back by luck.
        branch=(1.5, inf, 1.5, 1.5, 1.5, inf, inf),
        # The fourth bends as the distance to the hand asks, whatever the others do: the controller cannot run away with
        # it, and close to the base it must bend far.
        margin=(0.15, 0.15, 0.15, 0.06, 0.15, 0.15, 0.15),
    )
