"""Drawers that open towards -y: what they look like, how they collide, how their handles are taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .asset import Articulation, Cavity, Collision, Grasp, Joint, Mesh, Part, Vec3, Visual
from .carcass import PANEL
from .collisions import slab
from .finishes import Finish
from .mesh import box, merge, tube

FRONT = 0.014  # thickness of a drawer's front
THIN = 0.006  # thickness of a drawer's bottom and walls
TRAVEL = 0.20
OPEN_AT, CLOSE_AT = 0.16, 0.01
BAR = 0.012  # thickness of a handle
SPAN = 0.048  # length of a handle: short enough to be taken by its two ends too
GAP = 0.036  # free space for a finger behind the handle


@dataclass(frozen=True)
class Drawer:
    """One drawer; its frame has the middle of its front's lower edge as origin.

    Attributes:
        name: of the region, in the task language ('top_region').
        part: name of the part.
        x: half width of the carcass [m].
        y: half depth of the carcass [m].
        floor: height of its lower edge [m].
        pitch: height of the drawer [m].
        shift: of the front's texture.
    """

    name: str
    part: str
    x: float
    y: float
    floor: float
    pitch: float
    shift: tuple[float, float] = (0.0, 0.0)

    @property
    def hold(self) -> Vec3:
        """Return the middle of the handle's bar."""
        return 0.0, -FRONT - GAP - BAR / 2, 0.58 * self.pitch

    def inside(self) -> tuple[Vec3, Vec3]:
        """Return the corners of the free space."""
        x = self.x - PANEL - 0.003 - THIN
        depth = 2 * self.y - PANEL - 0.006 - THIN
        return (-x, 0.0, 0.004 + THIN), (x, depth, self.pitch - 0.004)

    def body(self, finish: Finish) -> Part:
        """Return the drawer as a part."""
        front, *tray = self._boards()
        face = box(front.size, front.position, bevel=0.004, tile=0.3, shift=self.shift)
        walls = merge(*(box(shape.size, shape.position, tile=0.25) for shape in tray))
        return Part(
            self.part,
            (Visual(face, finish.body), Visual(walls, finish.inside), Visual(self._bar(), finish.metal)),
            (front, *tray, *self._bar_shapes()),
            mass=0.5,
            position=(0.0, -self.y, self.floor),
            joint=Joint("slide", (0.0, -1.0, 0.0), (0.0, TRAVEL), damping=8.0, frictionloss=1.2),
        )

    def cavity(self) -> Cavity:
        """Return what things are put into."""
        low, high = (np.asarray(corner) for corner in self.inside())
        middle, half = (low + high) / 2, (high - low) / 2
        return Cavity(
            self.name,
            self.part,
            (float(middle[0]), float(middle[1]), float(middle[2])),
            (float(half[0]), float(half[1]), float(half[2])),
        )

    def articulation(self, ends: Sequence[float], across: Sequence[float]) -> Articulation:
        """Return what tasks open and close.

        Args:
            ends: tilts of the approach below the horizontal for taking the handle by its two ends [degrees].
            across: the same for closing the fingers across it.
        """
        out = FRONT + GAP + BAR + TRAVEL
        return Articulation(
            self.name,
            self.part,
            "drawer",
            OPEN_AT,
            CLOSE_AT,
            self._grips(ends, across),
            (0.065, -FRONT, 0.5 * self.pitch),
            ((-self.x, -self.y - out, self.floor), (self.x, self.y, self.floor + self.pitch)),
        )

    def _boards(self) -> tuple[Collision, ...]:
        """Return the front, the bottom and three walls."""
        (left, near, floor), (right, far, _) = self.inside()
        wall = 0.62 * self.pitch
        return (
            slab((-self.x + 0.001, -FRONT, 0.001), (self.x - 0.001, 0.0, self.pitch - 0.001)),
            slab((left - THIN, near, floor - THIN), (right + THIN, far + THIN, floor)),
            slab((left - THIN, near, floor), (left, far + THIN, wall)),
            slab((right, near, floor), (right + THIN, far + THIN, wall)),
            slab((left, far, floor), (right, far + THIN, wall)),
        )

    def _bar_shapes(self) -> tuple[Collision, ...]:
        _, y, z = self.hold
        half, x = BAR / 2, SPAN / 2
        bar = slab((-x, y - half, z - half), (x, y + half, z + half), friction=1.5)
        posts = (slab((s - half, y + half, z - half), (s + half, -FRONT, z + half), 1.5) for s in (half - x, x - half))
        return (bar, *posts)

    def _bar(self) -> Mesh:
        _, y, z = self.hold
        x, r, bend = SPAN / 2 - BAR / 2, BAR / 2, 0.007
        path = [(-x, -FRONT - 0.0005, z), (-x, y + bend, z), (-x + bend, y, z)]
        return tube([*path, *((-px, py, pz) for px, py, pz in reversed(path))], r, segments=8)

    def _grips(self, ends: Sequence[float], across: Sequence[float]) -> tuple[Grasp, ...]:
        """Return ways to take the handle, by its ends first.

        By the two ends of the bar the hand is thin (63 mm) in the plane of the approach and passes its neighbours on
        every level; across the bar it is 204 mm wide there, and reaches the table, the front or the upper handles on
        most.
        """
        found = []
        for tilts, by_ends in ((ends, True), (across, False)):
            for c, s in ((float(np.cos(np.radians(tilt))), float(np.sin(np.radians(tilt)))) for tilt in tilts):
                close = (1.0, 0.0, 0.0) if by_ends else (0.0, s, c)
                for sign in (1.0, -1.0):
                    fingers = (sign * close[0], sign * close[1], sign * close[2])
                    width = SPAN if by_ends else BAR
                    found.append(Grasp(self.part, self.hold, (0.0, c, -s), fingers, width, "bar"))
        return tuple(found)
