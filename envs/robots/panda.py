"""Franka Emika's Panda with its own hand, the certified robot of every suite."""

from __future__ import annotations

from math import pi

from ..control import read_gains
from .robot import Robot, robosuite_folder


def describe() -> Robot:
    """Return the Panda as robosuite 1.5 sets it up (robots/manipulators/panda_robot.py, grippers/panda_gripper.py)."""
    models = robosuite_folder() / "models" / "assets"
    return Robot(
        name="panda",
        arm=models / "robots" / "panda" / "robot.xml",
        gripper=models / "grippers" / "panda_gripper.xml",
        mount=models / "bases" / "rethink_mount.xml",
        hand="right_hand",
        site="grip_site",
        # LIBERO's start: 16 cm higher than robosuite's, where the hand would touch an open top drawer.
        home=(0.0, -0.161037389, 0.0, -2.44459747, 0.0, 2.2267522, pi / 4),
        armature=tuple(5.0 / (i + 1) for i in range(7)),
        frictionloss=0.1,
        gains=read_gains(robosuite_folder() / "controllers" / "config" / "robots" / "default_panda.json"),
        fingers_home=(0.020833, -0.020833),
        fingers_direction=(-1.0, 1.0),
        fingers_speed=0.2,
        hand_span=0.08,
    )
