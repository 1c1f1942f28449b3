"""What a policy is told about the world before it is built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PolicySpec:
    """Sizes of what a policy sees and does. It holds no statistics of any data set, so it is the same for every task.

    Attributes:
        proprio: length of the robot's own state: joints 7 [rad], gripper 2 [m], end effector 3 [m], axis-angle 3 [rad].
        objects: rows of the object table (0 = no table).
        features: columns of the object table.
        cameras: names of the images, in order (empty = no images).
        image_size: height and width of every image [pixel].
        language: length of an instruction's embedding.
        instructions: what embeds instructions, a name of `languages()`.
        instructions_knobs: its knobs, where they differ from the defaults.
        actions: length of an action; the last number is the gripper.
    """

    proprio: int = 15
    objects: int = 16
    features: int = 23
    cameras: tuple[str, ...] = ("agentview", "eye_in_hand")
    image_size: int = 128
    language: int = 64
    instructions: str = "hash"
    instructions_knobs: Mapping[str, Any] = field(default_factory=dict)
    actions: int = 7
