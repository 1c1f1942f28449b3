"""What a gripper is to perdure: one of robosuite's files, where its fingers are, and what is changed in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

Quadratic = tuple[float, float, float]  # c0 + c1 q + c2 q^2


@dataclass(frozen=True, eq=False)
class Gripper:
    """Two fingers that close along a line, each moved by one actuated joint.

    Attributes:
        file: MJCF file.
        site: its site between the finger tips, z along the approach, x along the line that the fingers close along.
        depth: how far perdure moves this site along the approach [m].
        fingers: bodies whose touch counts as holding, first the one that `opening` counts positive.
        joints: their actuated joints.
        opening: each finger's distance from the middle [m], signed, as a function of its joint's position.
        home: joint positions at the start, half open.
        direction: sign of each joint's target when closing.
        speed: how far the targets move in a control step; the whole way is 2.
        span: widest object between the fingers [m].
        followers: joint -> the joint that it follows and the ratio of their positions; robosuite's own couplings and
            contacts within the gripper are left out then.
        armature: rotor inertia of joints of which the file does not say it [kg m^2].
        damping: the same [N m s/rad].
        force: greatest of an actuator of which the file does not say it [N m].
    """

    file: Path
    site: str
    fingers: tuple[str, str]
    joints: tuple[str, str]
    opening: tuple[Quadratic, Quadratic]
    home: tuple[float, float]
    direction: tuple[float, float]
    speed: float
    span: float
    depth: float = 0.0
    followers: Mapping[str, tuple[str, float]] = field(default_factory=dict)
    armature: float = 0.0
    damping: float = 0.0
    force: float = 0.0
