"""The grippers that arms can be given."""

from __future__ import annotations

from .gripper import Gripper
from .robot import robosuite_folder

_FOLDER = "models/assets/grippers"
_OUTER = ("finger_joint", "right_outer_knuckle_joint")
# The inner finger's axis goes round the outer one's, 30.6 mm from the middle; the pad is 25.5 mm inside of it:
# 0.0306 + 0.0376 cos q - 0.0430 sin q - 0.0255, to within 0.3 mm on [0, 0.8].
_HALF = (0.04290, -0.04629, -0.00884)


def panda_hand() -> Gripper:
    """Return Franka Emika's hand as robosuite 1.5 sets it up (grippers/panda_gripper.py)."""
    return Gripper(
        file=robosuite_folder() / _FOLDER / "panda_gripper.xml",
        site="grip_site",
        fingers=("leftfinger", "rightfinger"),
        joints=("finger_joint1", "finger_joint2"),
        opening=((0.0, 1.0, 0.0), (0.0, 1.0, 0.0)),
        home=(0.020833, -0.020833),
        direction=(-1.0, 1.0),
        speed=0.2,
        span=0.08,
    )


def robotiq_85() -> Gripper:
    """Return Robotiq's 2F-85 with robosuite 1.5's bodies and speed (grippers/robotiq_85_gripper.py), coupled anew.

    In robosuite's file soft tendons and contacts between the links move the passive joints, which diverges with steps
    of 5 ms. Here the passive joints follow the actuated ones exactly, so that the pads stay parallel as in the real
    gripper, nothing within the gripper collides, and the light links get rotor inertia, damping and a greatest torque.
    """
    passive: dict[str, tuple[str, float]] = {}
    for side, outer in zip(("left", "right"), _OUTER, strict=True):
        passive |= {f"{side}_inner_finger_joint": (outer, -1.0), f"{side}_inner_knuckle_joint": (outer, 1.0)}
    return Gripper(
        file=robosuite_folder() / _FOLDER / "robotiq_gripper_85.xml",
        site="grip_site",
        depth=0.009,  # the closed tips end as far beyond as the Panda's
        fingers=("left_inner_finger", "right_inner_finger"),
        joints=_OUTER,
        opening=(_HALF, (-_HALF[0], -_HALF[1], -_HALF[2])),
        home=(0.4, 0.4),
        direction=(1.0, 1.0),
        speed=0.2,
        span=0.085,
        followers=passive,
        armature=0.001,
        damping=0.05,
        force=2.0,  # about 35 N at the pads
    )
