"""What a robot is to perdure: three of robosuite's model files and the numbers that robosuite keeps in code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ..control import Gains
from ..errors import PerdureError


@dataclass(frozen=True, eq=False)
class Robot:
    """A single arm with a parallel gripper.

    Attributes:
        name: the word on the command line.
        arm: MJCF file of the arm.
        gripper: MJCF file of the gripper, hung on the arm's `hand` body.
        mount: MJCF file of what the arm stands on; only its look is used.
        hand: body of the arm that carries the gripper.
        site: site of the gripper that is controlled, between the finger tips.
        home: joint positions at the start [rad].
        armature: rotor inertia of each joint [kg m^2].
        frictionloss: of each joint [N m].
        gains: what an action means.
        fingers_home: finger positions at the start [m], half open.
        fingers_direction: sign of each finger's target when closing.
        fingers_speed: how far the fingers' target moves in a control step; the whole way is 2.
        hand_span: widest object between the fingers [m].
    """

    name: str
    arm: Path
    gripper: Path
    mount: Path
    hand: str
    site: str
    home: tuple[float, ...]
    armature: tuple[float, ...]
    frictionloss: float
    gains: Gains
    fingers_home: tuple[float, float]
    fingers_direction: tuple[float, float]
    fingers_speed: float
    hand_span: float


@cache
def robosuite_folder() -> Path:
    """Return where robosuite is installed, without importing it: that would load OpenCV and change the environment."""
    found = find_spec("robosuite")
    if found is None or found.origin is None:
        raise PerdureError("robosuite is not installed; `pip install 'robosuite>=1.5.2,<1.6'` brings its robot files.")
    return Path(found.origin).parent
