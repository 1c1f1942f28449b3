"""A gamepad in the browser's standard layout (as of an Xbox or PlayStation controller)."""

from __future__ import annotations

import numpy as np

from ..intent import Motion
from .keys import PITCH, ROLL, YAW, X, Y, Z
from .raw import Pad

DEAD = 0.15
"""Deflection of a stick below which it counts as let go."""
FINE = 4
"""Button that makes all slow: the left shoulder."""
PRESSES = {"Pad0": "gripper", "Pad1": "discard", "Pad2": "reset", "Pad3": "record", "Pad9": "next"}
"""Button -> what one press of it orders."""

LEGEND = [
    (["left stick"], "away, towards you, left, right"),
    (["right stick"], "up, down, turn"),
    (["cross"], "fingers swing"),
    (["LB"], "slow and fine"),
    (["A"], "gripper"),
    (["B"], "discard"),
    (["X"], "reset"),
    (["Y"], "record"),
    (["Start"], "next layout"),
]
_UP, _DOWN, _LEFT, _RIGHT = 12, 13, 14, 15


def motion(pad: Pad) -> Motion:
    """Return the motion (6,) for sticks and cross."""
    axes = [_live(value) for value in (*pad.axes, 0.0, 0.0, 0.0, 0.0)[:4]]
    total = np.zeros(6)
    total[Y], total[X] = axes[0], axes[1]
    total[YAW], total[Z] = -axes[2], -axes[3]
    total[PITCH] = _button(pad, _UP) - _button(pad, _DOWN)
    total[ROLL] = _button(pad, _RIGHT) - _button(pad, _LEFT)
    return total


def fine(pad: Pad) -> bool:
    """Tell whether the button of the fine mode is down."""
    return _button(pad, FINE) > 0.5


def _button(pad: Pad, number: int) -> float:
    return pad.buttons[number] if number < len(pad.buttons) else 0.0


def _live(value: float) -> float:
    """Return a stick's deflection beyond the dead zone, stretched so that full stays full."""
    return float(np.sign(value) * max(0.0, abs(value) - DEAD) / (1 - DEAD))
