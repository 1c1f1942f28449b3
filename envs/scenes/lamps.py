"""The light of a room: a key light from one side, a weak one against it, warm, neutral or cool."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..assets.asset import Vec3
from .scene import Headlight, Light

TINTS: tuple[Vec3, ...] = ((1.08, 1.0, 0.88), (1.03, 1.0, 0.96), (1.0, 1.0, 1.0), (0.94, 1.0, 1.06))
FAR = 1.7  # height of the lights above the workspace [m]


@dataclass(frozen=True)
class Lamps:
    """Lights by direction; where they hang depends on what they shine at.

    Attributes:
        key: direction of the bright light, which throws the shadows.
        fill: direction of the weak one.
        strengths: brightness of both, 0..1.
        tint: colour of both.
        headlight: light from the camera and from everywhere.
    """

    key: Vec3
    fill: Vec3
    strengths: tuple[float, float]
    tint: Vec3
    headlight: Headlight

    def over(self, target: Vec3) -> tuple[Light, Light]:
        """Return the lights, hung so that they shine at a point [m]."""
        key, fill = self.strengths
        return (
            Light(_before(target, self.key), self.key, key, True, self.tint),
            Light(_before(target, self.fill), self.fill, fill, False, self.tint),
        )


def lamps(rng: np.random.Generator) -> Lamps:
    """Draw the light of a room: from the left or the right, from the viewer's side."""
    side = float(rng.choice((-1.0, 1.0)))
    return Lamps(
        key=(-float(rng.uniform(0.25, 0.50)), side * float(rng.uniform(0.35, 0.65)), -1.0),
        fill=(0.35, -side * 0.55, -1.0),
        strengths=(float(rng.uniform(0.48, 0.58)), float(rng.uniform(0.13, 0.19))),
        tint=TINTS[int(rng.integers(len(TINTS)))],
        headlight=Headlight(ambient=float(rng.uniform(0.28, 0.32))),
    )


def _before(target: Vec3, direction: Vec3) -> Vec3:
    x, y, z = (a - FAR * b for a, b in zip(target, direction, strict=True))
    return x, y, z
