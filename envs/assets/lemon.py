"""A lemon that lies along x, taken across."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Collision, Material, Mesh, Part, Visual
from .collisions import slab
from .grasps import across
from .measure import measured
from .mesh import lathe, moved
from .texture import peel

PROFILE = (
    (0.0, -1.0), (0.16, -0.99), (0.22, -0.90), (0.42, -0.76), (0.72, -0.52), (0.93, -0.24), (1.0, 0.0), (0.93, 0.26),
    (0.72, 0.54), (0.42, 0.80), (0.18, 0.90), (0.14, 0.99), (0.0, 1.0),
)  # fmt: skip
_LYING = np.array([[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def build(rng: np.random.Generator) -> Asset:
    """Draw a lemon: 70 to 84 mm long, 48 to 58 mm thick."""
    radius = float(rng.uniform(0.024, 0.029))
    half = radius * float(rng.uniform(1.38, 1.55))
    skin = Material(texture=peel("lemon", int(rng.integers(4))), specular=0.3, shininess=0.35)
    root = Part("", (Visual(_body(radius, half), skin),), _shapes(radius, half), mass=0.12)
    return measured("lemon", "lemon", root, grasps=across(2 * radius, radius + 0.002, (0.0, -0.006, 0.006)))


def _body(radius: float, half: float) -> Mesh:
    return moved(lathe([(radius * r, half * z) for r, z in PROFILE], 20), (0.0, 0.0, radius), _LYING)


def _shapes(radius: float, half: float) -> tuple[Collision, ...]:
    """Return a capsule on a low foot, so that it does not roll."""
    foot = slab((-0.4 * half, -0.5 * radius, 0.0), (0.4 * half, 0.5 * radius, 0.3 * radius))
    along = (float(np.sqrt(0.5)), 0.0, float(np.sqrt(0.5)), 0.0)
    thick = radius - 0.001
    body = Collision("capsule", (thick, half - 0.004 - thick, 0.0), (0.0, 0.0, radius), along)
    return foot, body
