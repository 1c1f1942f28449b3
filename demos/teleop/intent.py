"""What an operator wants, and the action that it stands for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..episode import Action

ORDERS = {
    "next": "next layout",
    "reset": "same layout again",
    "discard": "throw the episode away, also one just kept",
    "record": "recording on or off",
}
"""What an operator can ask of a session -> what it does."""
TRAVEL = 0.25
"""Usual speed of the hand in action units: 0.25 m/s."""
TURN = 0.1
"""The same for turning: 1 rad/s."""
FINE = 0.25
"""How much slower the fine mode is."""

Motion = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Intent:
    """What an operator wants in one control step.

    Attributes:
        motion: (6,) direction to go and to turn about in the robot's base frame, each in [-1, 1]; 1 is full speed.
        closed: whether the gripper shall be closed.
        fine: slowly.
        orders: keys of `ORDERS`, each obeyed once.
    """

    motion: Motion = field(default_factory=lambda: np.zeros(6))
    closed: bool = False
    fine: bool = False
    orders: tuple[str, ...] = ()


def action_of(intent: Intent, speed: float = 1.0) -> Action:
    """Return the action (7,) for an intent, `speed` times as fast as usual."""
    pace = speed * (FINE if intent.fine else 1.0)
    scale = pace * np.repeat([TRAVEL, TURN], 3)
    motion = np.clip(scale * np.clip(intent.motion, -1, 1), -1, 1)
    return np.append(motion, 1.0 if intent.closed else -1.0).astype(np.float32)
