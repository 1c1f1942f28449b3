"""Round bottles: a body, shoulders and a neck, taken by the neck."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .asset import Collision, Grasp, Mesh
from .grasps import around
from .mesh import lathe
from .texture import rising
from .vessels import stacked

DEPTH = 0.020  # of the finger tips below the top


@dataclass(frozen=True)
class Flask:
    """Sizes of a round bottle.

    Attributes:
        radius: of the body [m].
        neck: radius of the neck [m].
        height: over all [m].
        shoulder: share of the height where the shoulders begin.
        throat: share of the height where they end.
    """

    radius: float
    neck: float
    height: float
    shoulder: float
    throat: float

    def mesh(self) -> Mesh:
        """Return the bottle; its v is `texture.rising`."""
        r, n, h = self.radius, self.neck, self.height
        bend = np.linspace(0.0, np.pi, 6)[1:-1]
        rise = (self.throat - self.shoulder) * h
        shoulders = [
            (float(n + (r - n) * (1 + np.cos(a)) / 2), float(self.shoulder * h + rise * a / np.pi)) for a in bend
        ]
        profile = [
            (0.0, 0.0), (r - 0.004, 0.0), (r, 0.004), (r, self.shoulder * h), *shoulders, (n, self.throat * h),
            (n, h - 0.003), (n - 0.002, h), (0.0, h),
        ]  # fmt: skip
        return lathe(profile, 20, rising(profile, h))

    def shapes(self) -> tuple[Collision, ...]:
        """Return cylinders: the body with the lower half of the shoulders, and the neck."""
        middle = (self.shoulder + self.throat) / 2 * self.height
        return stacked(((self.radius, 0.0, middle), (self.neck, middle, self.height)))

    def grasps(self) -> tuple[Grasp, ...]:
        """Return ways to take it by its neck."""
        return around(self.height - DEPTH, 2 * self.neck)
