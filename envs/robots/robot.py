"""What a robot is to perdure: robosuite's model files and the numbers that robosuite keeps in code."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ..control import Gains, read_gains
from ..errors import PerdureError
from .gripper import Gripper


@dataclass(frozen=True, eq=False)
class Robot:
    """A single arm with a gripper; its joints are those that the arm's file has motors for, in their order.

    Attributes:
        name: the word on the command line.
        arm: MJCF file of the arm.
        gripper: hung on the arm's `hand` body.
        mount: MJCF file of what the arm stands on; only its look is used.
        hand: body of the arm that carries the gripper.
        home: joint positions at the start [rad].
        branch: how far from home each joint may be planned to go [rad]; farther the elbow, the shoulder or the wrist
            would flip to another way of reaching the same pose.
        margin: distance that plans keep from the ends of the joints [rad].
        gains: what an action means.
        frictionloss, damping: of each joint of which the file does not say it [N m, N m s/rad]. The rotor inertia of
            the i-th is 5/i kg m^2, as robosuite has it.
    """

    name: str
    arm: Path
    gripper: Gripper
    mount: Path
    hand: str
    home: tuple[float, ...]
    branch: tuple[float, ...]
    margin: tuple[float, ...]
    gains: Gains
    frictionloss: float = 0.1
    damping: float = 0.1

    @property
    def armature(self) -> tuple[float, ...]:
        """The rotor inertia of each joint [kg m^2]."""
        return tuple(5.0 / (i + 1) for i in range(len(self.home)))


def robosuite_arm(
    name: str,
    gripper: Gripper,
    home: tuple[float, ...],
    branch: tuple[float, ...],
    margin: tuple[float, ...] | None = None,
) -> Robot:
    """Return one of robosuite's arms with its own gains, on the mount that all of them stand on; see `Robot`."""
    folder = robosuite_folder()
    return Robot(
        name=name,
        arm=folder / "models" / "assets" / "robots" / name / "robot.xml",
        gripper=gripper,
        mount=folder / "models" / "assets" / "bases" / "rethink_mount.xml",
        hand="right_hand",
        home=home,
        branch=branch,
        margin=margin or (0.15,) * len(home),
        gains=read_gains(folder / "controllers" / "config" / "robots" / f"default_{name}.json"),
    )


@cache
def robosuite_folder() -> Path:
    """Return where robosuite is installed, without importing it: that would load OpenCV and change the environment."""
    found = find_spec("robosuite")
    if found is None or found.origin is None:
        raise PerdureError("robosuite is not installed; `pip install 'robosuite>=1.5.2,<1.6'` brings its robot files.")
    return Path(found.origin).parent
