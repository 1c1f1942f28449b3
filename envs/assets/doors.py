"""Doors: boards that turn on a hinge, and the space that they need for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..kinematics import part_pose
from .asset import Articulation, Collision, Joint, Part, Vec3, Visual
from .collisions import slab
from .handles import Bar
from .measure import corners

WIDEST = 1.9  # how far a door opens [rad]
OPEN_AT, CLOSE_AT = 1.3, 0.05
GAP = 0.001  # between a closed door and its carcass
_TILTS = (45.0, 30.0, 60.0, 15.0, 0.0)
_AZIMUTHS = (0.0, 30.0, -30.0)


@dataclass(frozen=True)
class Door:
    """A door on an upright hinge; its frame has the hinge's lower end as origin, the front looks towards -y.

    Attributes:
        name: of the part.
        hinge: lower end of the hinge line, in the asset's frame [m].
        side: 1 when the hinge is at the left, seen from the front, so that the door lies along +x; -1 at the right.
        size: width, thickness and height [m].
        span: length of the handle's bar [m].
        inset: of the handle from the free edge [m].
        level: height of the handle's middle [m].
    """

    name: str
    hinge: Vec3
    side: float
    size: Vec3
    span: float
    inset: float
    level: float

    @property
    def board(self) -> Collision:
        """Return the door's board, which the front, a window and the like are drawn on."""
        width, thick, height = self.size
        near, far = sorted((0.001 * self.side, width * self.side))
        return slab((near, -GAP - thick, 0.0), (far, -GAP, height))

    @property
    def front(self) -> float:
        """Return y of the front."""
        return -GAP - self.size[1]

    @property
    def bar(self) -> Bar:
        """Return the handle."""
        return Bar((self.side * (self.size[0] - self.inset), self.front, self.level), self.span)

    def part(self, visuals: Sequence[Visual], mass: float) -> Part:
        """Return the door as a part with these looks."""
        joint = Joint("hinge", (0.0, 0.0, -self.side), (0.0, WIDEST), damping=0.15, frictionloss=0.06)
        shapes = (self.board, *self.bar.shapes())
        return Part(self.name, tuple(visuals), shapes, mass, self.hinge, joint=joint)

    def articulation(self, name: str, part: Part) -> Articulation:
        """Return what tasks call `name`: the handle is taken from the front or from above, at its upper end."""
        width, _, height = self.size
        return Articulation(
            name,
            self.name,
            "door",
            OPEN_AT,
            CLOSE_AT,
            (*self.bar.across(self.name, _TILTS, _AZIMUTHS), *self.bar.across(self.name, (90.0,))),
            (self.side * (width - self.inset / 2), self.front, 0.5 * height),
            swept(part),
        )


def swept(part: Part) -> tuple[Vec3, Vec3]:
    """Return the (lower, upper) corners, in the frame of its parent, of all the space that a part moves through."""
    root = Part("", (), (), 1.0, children=(part,))
    points = np.concatenate([corners(shape) for shape in part.collisions])
    assert part.joint is not None
    stops = np.linspace(*part.joint.range, 40)
    cloud = np.concatenate([part_pose(root, part.name, {part.name: float(stop)}).point(points) for stop in stops])
    low, high = (tuple(float(value) for value in corner) for corner in (cloud.min(axis=0), cloud.max(axis=0)))
    return (low[0], low[1], low[2]), (high[0], high[1], high[2])
