"""A round bowl, taken by its rim."""

from __future__ import annotations

import numpy as np

from .asset import Asset, Cavity, Material, Part, Surface, Visual
from .collisions import disc, ring
from .colours import glaze
from .grasps import rim
from .measure import measured
from .mesh import lathe

WALL = 0.006
BOXES = 10


def build(rng: np.random.Generator) -> Asset:
    """Draw a bowl: radius 55 to 70 mm, height 45 to 55 mm, one glaze."""
    radius, height = rng.uniform(0.055, 0.070), rng.uniform(0.045, 0.055)
    foot = radius * rng.uniform(0.48, 0.56)
    colour, rgb = glaze(rng)
    outer = [_wall(foot, radius, height, angle) for angle in np.linspace(0, np.pi / 2, 6)]
    inner = [_wall(foot - WALL / 2, radius - WALL, height, angle) for angle in np.linspace(np.pi / 2, 0.35, 5)]
    lip = [(radius - 0.001, height), (radius - WALL + 0.001, height)]
    outer[-1], inner[0] = (radius, height - 0.0015), (radius - WALL, height - 0.0015)
    mesh = lathe([(0, 0), *outer, *lip, *inner, (0, WALL)], segments=20)
    low, high = _wall(foot, radius, height, np.radians(30)), (radius, height)
    wall = ring((low[0] - WALL / 2, low[1]), (high[0] - WALL / 2, high[1]), WALL, BOXES)
    root = Part(
        "",
        (Visual(mesh, Material((*rgb, 1.0), specular=0.5, shininess=0.6)),),
        (disc(low[0], 0.0, WALL), *wall),
        mass=float(rng.uniform(0.15, 0.25)),
    )
    middle = np.interp(height - 0.014, [low[1], height], [low[0], radius]) - WALL / 2
    return measured(
        "bowl",
        f"{colour} bowl",
        root,
        grasps=rim(float(middle), height - 0.014, WALL),
        surfaces=(Surface("", "", (0.0, 0.0, WALL), (foot, foot), round=True),),
        cavities=(Cavity("", "", (0.0, 0.0, (height + WALL) / 2), (foot, foot, (height - WALL) / 2)),),
    )


def _wall(foot: float, radius: float, height: float, angle: float) -> tuple[float, float]:
    """Return the (radius, height) of the quarter ellipse from the foot (0) to the rim (pi / 2)."""
    return float(foot + (radius - foot) * np.sin(angle)), float(height * (1 - np.cos(angle)))
