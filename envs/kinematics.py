"""Where the parts of an asset are, from its joints alone."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from .assets.asset import Joint, Part
from .pose import Pose
from .rotation import matrix

ORIGIN = Pose(np.zeros(3), np.eye(3))


def part_pose(root: Part, name: str, joints: Mapping[str, float]) -> Pose:
    """Return the pose of a part in the frame of its asset.

    Args:
        root: the asset's body tree.
        name: the part, '' for the root.
        joints: part -> joint position [m] or [rad]; a part that is not there is at 0.

    Raises:
        KeyError: there is no such part.
    """
    found = _find(root, name, joints)
    if found is None:
        raise KeyError(name)
    return found


def _find(part: Part, name: str, joints: Mapping[str, float]) -> Pose | None:
    """Return the pose of a part below `part` in the frame of `part`."""
    if part.name == name:
        return ORIGIN
    for child in part.children:
        below = _find(child, name, joints)
        if below is not None:
            offset = Pose(np.array(child.position), matrix(child.quaternion))
            moved = _moved(child.joint, joints.get(child.name, 0.0)) if child.joint else ORIGIN
            return offset @ moved @ below
    return None


def _moved(joint: Joint, value: float) -> Pose:
    axis = np.array(joint.axis)
    if joint.kind == "slide":
        return Pose(value * axis, np.eye(3))
    x, y, z = (math.sin(value / 2) * axis).tolist()
    turn = matrix((math.cos(value / 2), x, y, z))
    anchor = np.array(joint.anchor)
    return Pose(anchor - turn @ anchor, turn)
