"""What round fruit share: a turned body with a peel, and cylinders that let it stand still."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .asset import Grasp, Material, Mesh, Part, Visual
from .grasps import around
from .mesh import lathe, tube
from .texture import peel
from .vessels import stacked

Profile = Sequence[tuple[float, float]]
STALK = Material((0.30, 0.20, 0.10, 1.0))


def turned(profile: Profile, radius: float, height: float) -> Mesh:
    """Return a lathe of a profile given in shares of the radius and the height; its v is the arc length."""
    return lathe([(radius * r, height * z) for r, z in profile], 20)


def stalk(low: float, length: float, lean: float) -> Visual:
    """Return a stalk that starts at a height and leans over to x [m]."""
    path = [(0.0, 0.0, low), (0.2 * lean, 0.0, low + 0.6 * length), (lean, 0.0, low + length)]
    return Visual(tube(path, 0.0022, 6), STALK)


def fruit(
    rng: np.random.Generator,
    kind: str,
    body: Mesh,
    levels: Sequence[tuple[float, float, float]],
    mass: float,
    extra: tuple[Visual, ...] = (),
) -> Part:
    """Return a fruit that stands on the lowest of its cylinders.

    Args:
        rng: draws the peel.
        kind: one of `texture.peel.PEELS`.
        body: what is seen.
        levels: (radius, low, high) of cylinders, the foot first [m].
        mass: [kg].
        extra: what is seen too.
    """
    skin = Material(texture=peel(kind, int(rng.integers(4))), specular=0.25, shininess=0.3)
    return Part("", (Visual(body, skin), *extra), stacked(levels), mass)


def held(top: float, width: float) -> tuple[Grasp, ...]:
    """Return grasps around it as deep as the hand gets: 26 mm below the top [m]."""
    return around(top - 0.026, width, 8)
