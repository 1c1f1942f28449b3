"""The fixed camera stands elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from ..assets.asset import Vec3
from ..pose import Array
from ..rotation import matrix
from ..scenes.scene import Camera, Scene, look_at
from .perturbation import Perturbation

TURN = math.radians(25.0)
DISTANCE = 1.15
HEIGHTS = (math.radians(20.0), math.radians(65.0))  # least and greatest elevation: things must not hide each other


@dataclass(frozen=True)
class Change(Perturbation):
    """Moves the fixed cameras around what they look at.

    Description: a camera goes round the point of the table in the middle of its picture, in a drawn direction, and
        nearer or farther; it still looks at that point.
    Magnitude: 1 turns by 25 degrees, as seen from that point, and multiplies or divides the distance by 1.15.
    What it leaves alone: the camera on the hand, the field of view, everything but pictures.
    """

    def scene(self, scene: Scene, rng: np.random.Generator) -> Scene:
        """Move each fixed camera."""
        return replace(scene, cameras=tuple(self._moved(camera, scene.origin[2], rng) for camera in scene.cameras))

    def _moved(self, camera: Camera, height: float, rng: np.random.Generator) -> Camera:
        target = _target(camera, height)
        x, y, z = np.array(camera.position) - target
        distance = math.sqrt(x * x + y * y + z * z)
        around, up = math.atan2(y, x), math.asin(z / distance)
        while True:  # the same way for every magnitude
            way = float(rng.uniform(0.0, 2 * math.pi))
            if HEIGHTS[0] <= up + TURN * math.sin(way) <= HEIGHTS[1] or not HEIGHTS[0] <= up <= HEIGHTS[1]:
                break
        above = up + self.magnitude * TURN * math.sin(way)
        around += self.magnitude * TURN * math.cos(way) / math.cos((up + above) / 2)
        distance *= DISTANCE ** (self.magnitude * float(rng.choice((-1.0, 1.0))))
        place = math.cos(above) * math.cos(around), math.cos(above) * math.sin(around), math.sin(above)
        position = _vector(target + distance * np.array(place))
        return replace(camera, position=position, quaternion=look_at(position, _vector(target)))


def _target(camera: Camera, height: float) -> Array:
    """Return the point (3,) at this height in the middle of the picture; 1 m ahead of a camera that looks level."""
    ahead = -matrix(camera.quaternion)[:, 2]
    far = (height - camera.position[2]) / ahead[2] if ahead[2] < -0.1 else 1.0
    return np.asarray(np.array(camera.position) + far * ahead)


def _vector(values: Array) -> Vec3:
    x, y, z = values.tolist()
    return x, y, z
