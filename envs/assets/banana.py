"""A banana that lies bent in the plane of the table, taken across."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .asset import Asset, Collision, Grasp, Material, Mesh, Part, Visual
from .grasps import DOWN
from .measure import measured
from .mesh import loft
from .texture import peel

# Shares of the length along it, and of its thickness there: blossom end, body, stalk.
ALONG = (0.0, 0.02, 0.08, 0.18, 0.34, 0.54, 0.72, 0.83, 0.90, 0.98, 1.0)
THICK = (0.18, 0.26, 0.60, 0.86, 1.0, 1.0, 0.88, 0.60, 0.30, 0.27, 0.34)
# Collision boxes: angle and half length in shares of half the bend, thickness. Only the first touches the table.
BOXES = ((0.0, 0.36, 0.96), (-0.64, 0.31, 0.80), (0.62, 0.31, 0.66))
SIDES = 8


def build(rng: np.random.Generator) -> Asset:
    """Draw a banana: 150 to 180 mm along its bend, 33 to 38 mm thick."""
    radius, length = float(rng.uniform(0.0165, 0.0190)), float(rng.uniform(0.150, 0.180))
    bend = float(rng.uniform(0.55, 0.75))  # half the angle that it spans
    middle = (1 + np.cos(bend)) / 2 * length / (2 * bend)  # puts the origin half-way between the back and the ends
    skin = Material(texture=peel("banana", int(rng.integers(4))), specular=0.2)
    arc = _Arc(length / (2 * bend), middle)
    root = Part("", (Visual(_body(arc, bend, radius), skin),), _shapes(arc, bend, radius), mass=0.12)
    holds = [
        hold for share, _, thick in BOXES for hold in _across(arc, share * bend, 2 * thick * radius, radius + 0.002)
    ]
    return measured("banana", "banana", root, grasps=tuple(holds))


class _Arc:
    """A circle in the plane of the table: points and outward directions at angles from +y."""

    def __init__(self, radius: float, middle: float) -> None:
        self.radius, self._middle = radius, middle

    def out(self, angle: float) -> NDArray[np.float64]:
        return np.array([np.sin(angle), np.cos(angle), 0.0])

    def at(self, angle: float) -> NDArray[np.float64]:
        return self.radius * self.out(angle) - [0.0, self._middle, 0.0]


def _body(arc: _Arc, bend: float, radius: float) -> Mesh:
    """Return the skin: its section has flats, its ends are off the table."""
    turns = 2 * np.pi * np.arange(SIDES) / SIDES
    rings = []
    for share, thick in zip(ALONG, THICK, strict=True):
        angle = (2 * share - 1) * bend
        side, up = np.cos(turns)[:, None] * arc.out(angle), np.sin(turns)[:, None] * np.array([0.0, 0.0, 1.0])
        lift = radius * (1 + 0.25 * (1 - thick))
        rings.append(arc.at(angle) + [0.0, 0.0, lift] + thick * radius * (side + up))
    return loft(rings)


def _shapes(arc: _Arc, bend: float, radius: float) -> tuple[Collision, ...]:
    found = []
    for share, half, thick in BOXES:
        angle, low = share * bend, 0.3 * radius if share else 0.0
        x, y, _ = arc.at(angle)
        size = (half * bend * arc.radius, thick * radius, (1.92 * radius - 1.5 * low) / 2)
        quaternion = (float(np.cos(angle / 2)), 0.0, 0.0, float(-np.sin(angle / 2)))
        found.append(Collision("box", size, (float(x), float(y), low + size[2]), quaternion))
    return tuple(found)


def _across(arc: _Arc, angle: float, width: float, height: float) -> Sequence[Grasp]:
    """Return grasps towards and away from the middle of the bend."""
    x, y, _ = (float(value) for value in arc.at(angle))
    c, s = float(np.cos(angle)), float(np.sin(angle))
    return [Grasp("", (x, y, height), DOWN, (sign * s, sign * c, 0.0), width, "side") for sign in (1.0, -1.0)]
