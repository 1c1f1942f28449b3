"""Dragging on the main picture: the farther from where the drag began, the faster."""

from __future__ import annotations

import numpy as np

from ..intent import Motion
from .keys import YAW, X, Y, Z
from .raw import Drag

LEGEND = [
    (["left drag"], "away, towards you, left, right"),
    (["right drag"], "up, down, turn"),
    ([], "on the left picture; the farther, the faster"),
]
_RIGHT = 2


def motion(drag: Drag) -> Motion:
    """Return the motion (6,) for a drag: in the plane with the left button, up, down and turning with the right one."""
    total = np.zeros(6)
    if drag.button == _RIGHT:
        total[Z], total[YAW] = -drag.down, -drag.right
    else:
        total[X], total[Y] = drag.down, drag.right
    return total
