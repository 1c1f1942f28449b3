"""Keys: by their place on the keyboard, so that they lie alike on every layout."""

from __future__ import annotations

from collections.abc import Set

import numpy as np

from ..intent import Motion

X, Y, Z, ROLL, PITCH, YAW = range(6)

MOVES: dict[str, tuple[int, int]] = {
    "KeyW": (X, -1),
    "KeyS": (X, 1),
    "KeyA": (Y, -1),
    "KeyD": (Y, 1),
    "KeyE": (Z, 1),
    "KeyQ": (Z, -1),
    "KeyJ": (YAW, 1),
    "KeyL": (YAW, -1),
    "KeyI": (PITCH, 1),
    "KeyK": (PITCH, -1),
    "KeyU": (ROLL, -1),
    "KeyO": (ROLL, 1),
}
"""Code of a key -> axis of the motion, sign."""
FINE = {"ShiftLeft", "ShiftRight"}
PRESSES = {"Space": "gripper", "KeyN": "next", "KeyB": "reset", "KeyX": "discard", "KeyR": "record"}
"""Code of a key -> what one press of it orders."""

LEGEND = [
    (["W", "S"], "away, towards you"),
    (["A", "D"], "left, right"),
    (["E", "Q"], "up, down"),
    (["J", "L"], "turn left, right"),
    (["I", "K"], "fingers swing away, towards you"),
    (["U", "O"], "fingers swing left, right"),
    (["Shift"], "slow and fine"),
    (["Space"], "close or open the gripper"),
]


def motion(held: Set[str]) -> Motion:
    """Return the motion (6,) for the keys that are down; opposite ones cancel."""
    total = np.zeros(6)
    for axis, sign in (MOVES[code] for code in held if code in MOVES):
        total[axis] += sign
    return total
