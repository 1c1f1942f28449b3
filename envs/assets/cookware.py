"""What pans and pots are made of, and their open round bodies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .asset import Cavity, Collision, Material, Mesh
from .collisions import disc, ring
from .colours import COLOURS, Rgb, shade
from .mesh import lathe
from .texture import bands

WALL = 0.006
BOXES = 12
KNEE = 0.42  # share of the height above which the wall is steep
LEAN = 0.004  # by which the steep wall widens over the whole height [m]
DARK: Rgb = (0.13, 0.13, 0.14)
STEEL: Rgb = (0.62, 0.63, 0.65)
COATS = ("steel", "black", "red", "green", "blue")


@dataclass(frozen=True)
class Vessel:
    """Radius of the base and of the rim, height [m]."""

    base: float
    radius: float
    height: float

    def middle(self, height: float) -> float:
        """Return the radius of the middle of the steep part of the wall at a height [m]."""
        return self.radius - LEAN * (1 - height / self.height) - WALL / 2

    def shell(self) -> Mesh:
        """Return the body; v runs up the outside from 0 to 0.5 and down the inside."""
        bend, steep = self.base + 0.62 * (self.radius - self.base), self.radius - LEAN * (1 - KNEE)
        outer = [(0.0, 0.0), (self.base, 0.0), (bend, 0.10 * self.height), (steep, KNEE * self.height)]
        lip = [(self.radius, self.height - 0.002), (self.radius - WALL, self.height)]
        inner = [(steep - WALL, KNEE * self.height), (self.base - WALL, WALL), (0.0, WALL)]
        return lathe([*outer, *lip, *inner], 24, [0.0, 0.15, 0.3, 0.4, 0.49, 0.52, 0.6, 0.8, 1.0])

    def space(self) -> Cavity:
        """Return the space inside: the box that fits between the walls."""
        half = 0.7 * (self.base - WALL)
        return Cavity("", "", (0.0, 0.0, (self.height + WALL) / 2), (half, half, (self.height - WALL) / 2))

    def shapes(self) -> tuple[Collision, ...]:
        """Return a disc as bottom and a ring of boxes as the steep part of the wall: held by it, it hardly tilts."""
        start = max(0.6 * KNEE * self.height, WALL + 0.001)
        low, high = (self.middle(start), start), (self.middle(self.height), self.height)
        return (disc(self.base, 0.0, WALL), *ring(low, high, WALL, BOXES))


def coated(rng: np.random.Generator, lining: Rgb) -> Material:
    """Draw enamel or bare steel outside; the inside is lined."""
    word = str(rng.choice(COATS))
    outside = shade(STEEL if word == "steel" else COLOURS[word], rng)
    return Material(texture=bands(outside, [(0.51, 1.01, lining)]), specular=0.5, shininess=0.6)
