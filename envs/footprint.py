"""Where things stand, seen from above: how far apart two footprints are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from .assets.asset import Asset, Vec3
from .extent import balls
from .pose import Array, Pose

_TURNS = np.linspace(0.0, 2 * np.pi, 72, endpoint=False)
_DIRECTIONS = np.stack([np.cos(_TURNS), np.sin(_TURNS)])  # (2, 72); the direction opposite to i is i + 36
_OPPOSITE = np.roll(np.arange(72), -36)


class Footprint(NamedTuple):
    """The convex hull of a thing seen from above, and the heights that it spans.

    Attributes:
        reach: (72,) how far it extends along directions 5 degrees apart, from the world's origin [m].
        low: lowest height [m].
        high: greatest height [m].
    """

    reach: Array
    low: float
    high: float


@dataclass(frozen=True)
class Placed:
    """An instance with its footprints.

    Attributes:
        name: the instance.
        body: its footprint.
        sweeps: footprints of the space that its moving parts need.
        support: what it stands on or in, '' for the table.
    """

    name: str
    body: Footprint
    sweeps: tuple[Footprint, ...] = ()
    support: str = ""


def of_asset(asset: Asset, pose: Pose) -> Footprint:
    """Return the footprint of an asset, its joints at 0."""
    centres, radii = balls(asset)
    return _footprint(pose.point(centres), radii)


def of_box(corners: tuple[Vec3, Vec3], pose: Pose) -> Footprint:
    """Return the footprint of a box, given by its lower and upper corner in the frame of `pose`."""
    (x0, y0, z0), (x1, y1, z1) = corners
    points = np.array([[x, y, z] for x in (x0, x1) for y in (y0, y1) for z in (z0, z1)])
    return _footprint(pose.point(points), np.zeros(8))


def _footprint(points: Array, radii: Array) -> Footprint:
    reach = (points[:, :2] @ _DIRECTIONS + radii[:, None]).max(axis=0)
    return Footprint(reach, float((points[:, 2] - radii).min()), float((points[:, 2] + radii).max()))


def gap(one: Footprint, other: Footprint) -> float:
    """Return the distance of two footprints, negative when they overlap (exact to 0.1 % of it) [m]."""
    return float((-one.reach[_OPPOSITE] - other.reach).max())


def inside(footprint: Footprint, centre: tuple[float, float], half: tuple[float, float]) -> bool:
    """Tell whether a footprint lies within a rectangle along the axes."""
    reach = footprint.reach
    east, north, west, south = reach[0], reach[18], -reach[36], -reach[54]
    x, y = centre
    return bool(west >= x - half[0] and east <= x + half[0] and south >= y - half[1] and north <= y + half[1])


def clash(one: Placed, other: Placed, margin: float) -> bool:
    """Tell whether two instances are closer than `margin` [m], bodies or the space that their moving parts need.

    Bodies may be above each other; that which a part sweeps is kept free from the table up, for the hand needs it too.
    """
    if other.name == one.support or one.name == other.support:
        return False
    level = one.body.low < other.body.high and other.body.low < one.body.high
    if level and gap(one.body, other.body) < margin:
        return True
    return any(gap(sweep, other.body) < margin and other.body.low < sweep.high for sweep in one.sweeps) or any(
        gap(sweep, one.body) < margin and one.body.low < sweep.high for sweep in other.sweeps
    )
