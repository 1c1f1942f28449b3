"""The lamps shine from elsewhere, in another colour, brighter or darker."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from ..assets.asset import Vec3
from ..scenes.scene import Headlight, Light, Scene
from .perturbation import Perturbation

TURN = math.radians(90.0)
BRIGHTNESS = 1.7
TINT = 0.5
EXTRA = 0.3  # brightness of the added lamp


@dataclass(frozen=True)
class Change(Perturbation):
    """Changes where light comes from, its brightness, its colour, and the number of lamps.

    Description: the lamps turn together about the vertical, to the left or the right; all light becomes brighter or
        darker; the lamps' light loses some of one or two colours; another lamp is added, from a drawn side.
    Magnitude: 1 turns by 90 degrees, multiplies or divides the brightness by 1.7, halves the colours that are lost, and
        gives the added lamp a brightness of 0.3 (a room's key light has about 0.5).
    What it leaves alone: everything but pictures.
    """

    def scene(self, scene: Scene, rng: np.random.Generator) -> Scene:
        """Change the lamps and the headlight."""
        turn = self.magnitude * TURN * float(rng.choice((-1.0, 1.0)))
        brightness = BRIGHTNESS ** (self.magnitude * float(rng.choice((-1.0, 1.0))))
        lost = rng.permutation([True, bool(rng.integers(2)), False])
        red, green, blue = np.where(lost, 1.0 - TINT * self.magnitude, 1.0).tolist()

        def changed(light: Light) -> Light:
            position, direction = (_turned(vector, turn, centre) for vector, centre in _around(light, scene.origin))
            r, g, b = light.tint
            tint = (r * red, g * green, b * blue)
            return replace(light, position=position, direction=direction, diffuse=light.diffuse * brightness, tint=tint)

        added = _lamp(scene.origin, float(rng.uniform(0.0, 2 * math.pi)), EXTRA * self.magnitude)
        head = Headlight(scene.headlight.ambient * brightness, scene.headlight.diffuse * brightness)
        return replace(scene, lights=(*map(changed, scene.lights), added), headlight=head)


def _around(light: Light, origin: Vec3) -> tuple[tuple[Vec3, Vec3], tuple[Vec3, Vec3]]:
    """Return the light's position and direction, each with what it turns around."""
    return (light.position, origin), (light.direction, (0.0, 0.0, 0.0))


def _turned(vector: Vec3, angle: float, centre: Vec3) -> Vec3:
    """Turn a point about a vertical axis."""
    x, y = vector[0] - centre[0], vector[1] - centre[1]
    c, s = math.cos(angle), math.sin(angle)
    return (centre[0] + c * x - s * y, centre[1] + s * x + c * y, vector[2])


def _lamp(origin: Vec3, side: float, brightness: float) -> Light:
    """Return a lamp that shines at the workspace from 50 degrees above a side; it throws no shadows."""
    x, y, z = math.cos(side), math.sin(side), 1.2
    position = (origin[0] + 1.5 * x, origin[1] + 1.5 * y, origin[2] + 1.5 * z)
    return Light(position, (-x, -y, -z), brightness, False)
