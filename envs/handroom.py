"""Whether a hand gets at a thing: the space that a parallel gripper needs above it and beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from .assets.asset import Asset, Grasp, Vec3
from .footprint import Placed, gap, of_box
from .pose import Pose

ALONG, ACROSS = 0.105, 0.035  # half extents of the hand along the direction that it closes in, and across [m]
ABOVE = 0.045  # from between the finger tips up to the hand [m]
FINGER = (0.010, 0.012)  # half extents of a finger [m]
OPEN = 0.010  # how far beside the thing a finger comes down [m]
ROOM = 0.004  # kept from others [m]
_TALL = 0.5  # [m]


def reachable(asset: Asset, own: Placed, pose: Pose, others: Sequence[Placed]) -> bool:
    """Tell whether at least one of a thing's grasps from above is free of other things, or it has none.

    Args:
        asset: the thing.
        own: where it stands.
        pose: the same.
        others: what else there is; what it stands on does not count.
    """
    grasps = [grasp for grasp in asset.grasps if grasp.approach[2] < -0.9]
    near = [other for other in others if other.name not in (own.name, own.support)]
    return not grasps or any(_is_free(grasp, pose, near) for grasp in grasps)


def _is_free(grasp: Grasp, pose: Pose, others: Sequence[Placed]) -> bool:
    boxes = [of_box(corners, pose @ _frame(grasp)) for corners in _hand(grasp.width)]
    return not any(
        box.low < other.body.high and other.body.low < box.high and gap(box, other.body) < ROOM
        for box in boxes
        for other in others
    )


def _frame(grasp: Grasp) -> Pose:
    """Return the frame of a hand in that of the thing: x along the direction of closing, z up."""
    x = np.array(grasp.close)
    return Pose(np.array(grasp.position), np.stack([x, np.cross([0.0, 0.0, 1.0], x), [0.0, 0.0, 1.0]], axis=1))


def _hand(width: float) -> Iterator[tuple[Vec3, Vec3]]:
    """Yield (lower, upper) corners of the hand and of both fingers, in the frame of `_frame`."""
    yield (-ALONG, -ACROSS, ABOVE), (ALONG, ACROSS, _TALL)
    thick, wide = FINGER
    inner = width / 2 + OPEN
    for low, high in ((inner, inner + 2 * thick), (-inner - 2 * thick, -inner)):
        yield (low, -wide, 0.0), (high, wide, ABOVE)
