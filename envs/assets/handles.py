"""Bar handles on fronts and lids: what they look like, how they collide, how to take them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .asset import IDENTITY, Collision, Grasp, Mesh, Quat, Vec3
from .collisions import slab
from .mesh import tube

BAR = 0.012  # thickness
GAP = 0.038  # free space for a finger behind the bar
SHORT = 0.056  # length of a bar that can be taken by its two ends
GRIP = 1.5  # friction
X, Z, FRONT = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, -1.0, 0.0)
_BEND = 0.008  # radius of its corners
_LYING: Quat = (float(np.sqrt(0.5)), 0.0, float(np.sqrt(0.5)), 0.0)  # a cylinder along x


@dataclass(frozen=True)
class Bar:
    """A round bar on two posts.

    Attributes:
        foot: the point of the front behind the bar's middle, in the frame of the part [m].
        span: length over all [m].
        along: direction of the bar, `X` or `Z`.
        out: direction in which it stands off, `FRONT` or `Z`.
    """

    foot: Vec3
    span: float
    along: Vec3 = Z
    out: Vec3 = FRONT

    def at(self, along: float, out: float) -> Vec3:
        """Return a point `along` the bar from its middle, `out` from the front [m]."""
        x, y, z = (f + along * a + out * o for f, a, o in zip(self.foot, self.along, self.out, strict=True))
        return x, y, z

    @property
    def middle(self) -> Vec3:
        """Return the middle of the bar, in the frame of the part."""
        return self.at(0.0, GAP + BAR / 2)

    def shapes(self) -> tuple[Collision, ...]:
        """Return a cylinder, which turns between the fingers as a door does, and the two posts."""
        turn = IDENTITY if self.along == Z else _LYING
        bar = Collision("cylinder", (BAR / 2, self.span / 2, 0.0), self.middle, turn, GRIP)
        return (bar, *(self._post(sign * (self.span - BAR) / 2) for sign in (-1.0, 1.0)))

    def _post(self, along: float) -> Collision:
        ends = np.array([self.at(along, 0.0), self.at(along, GAP)])
        thick = np.where(np.abs(np.array(self.out)) > 0.5, 0.0, BAR / 2)
        low, high = (ends.min(axis=0) - thick).tolist(), (ends.max(axis=0) + thick).tolist()
        return slab((low[0], low[1], low[2]), (high[0], high[1], high[2]), GRIP)

    def mesh(self) -> Mesh:
        """Return the bar, bent round into its posts."""
        end, out = (self.span - BAR) / 2, GAP + BAR / 2
        half = [(end, -0.0005), (end, out - _BEND), (end - _BEND, out)]
        return tube([self.at(a, o) for a, o in (*half, *((-a, o) for a, o in reversed(half)))], BAR / 2, segments=8)

    def across(self, part: str, tilts: Sequence[float], azimuths: Sequence[float] = (0.0,)) -> tuple[Grasp, ...]:
        """Return ways to close the fingers on both sides of an upright bar.

        Args:
            part: whose bar it is.
            tilts: of the approach below the horizontal [degrees]; at 90 the hand takes the bar's upper end.
            azimuths: of the approach seen from above, from straight into the front to its right [degrees].
        """
        found = []
        for tilt in tilts:
            place = self.at(self.span / 2 - 0.016, GAP + BAR / 2) if tilt == 90 else self.middle
            for azimuth in azimuths:
                (down, ahead), (right, straight) = _turned(tilt), _turned(azimuth)
                approach = (ahead * right, ahead * straight, -down)
                closes = ((straight, -right, 0.0), (-straight, right, 0.0))
                found += [Grasp(part, place, approach, close, BAR, "bar") for close in closes]
        return tuple(found)

    def ends(self, part: str, tilts: Sequence[float]) -> tuple[Grasp, ...]:
        """Return ways to take a short bar along x by its two ends, between which it turns like an axle.

        Args:
            part: whose bar it is.
            tilts: of the approach below the horizontal [degrees].
        """
        approaches = [(0.0, ahead, -down) for down, ahead in map(_turned, tilts)]
        return tuple(
            Grasp(part, self.middle, approach, (sign, 0.0, 0.0), self.span, "bar")
            for approach in approaches
            for sign in (1.0, -1.0)
        )


def _turned(degrees: float) -> tuple[float, float]:
    """Return sine and cosine."""
    return float(np.sin(np.radians(degrees))), float(np.cos(np.radians(degrees)))
