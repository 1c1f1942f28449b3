"""Where a thing may be put so that it stands beside, before, behind or between others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from perdure.envs.footprint import Footprint, inside, of_asset
from perdure.envs.placement import REACH
from perdure.envs.pose import Array, Pose
from perdure.envs.predicates.beside import centre, footprint
from perdure.envs.simulation import Simulation

from ..planning.rotations import levelled
from .spots import ABOVE, Spot, Tiers, is_free

MOST = 8
GAPS = (0.045, 0.06, 0.03)  # between two footprints [m]
FAR_GAPS = (0.06, 0.09, 0.045, 0.13, 0.03)
ASIDE = np.radians((0, 15, -15, 30, -30, 40, -40))  # from the direction that is asked for
AROUND = np.radians(np.arange(0, 360, 30))
ALONG = (0.5, 0.42, 0.58, 0.34, 0.66)  # share of the way between two things
OFF = (0.0, 0.025, -0.025)  # aside of it [m]


def beside(simulation: Simulation, thing: str, other: str, direction: Array | None = None) -> Tiers:
    """Return spots beside another thing: in a direction (2,) of the world, or on any side, the nearest first."""
    here = centre(simulation, thing)
    gaps: Sequence[float] = GAPS if direction is None else FAR_GAPS
    angles = AROUND if direction is None else np.arctan2(direction[1], direction[0]) + ASIDE
    points = [_at(simulation, thing, other, angle, gap) for gap in gaps for angle in angles]
    if direction is None:
        points.sort(key=lambda point: float(np.linalg.norm(point - here)))
    return _tiers(simulation, thing, other, points)


def between(simulation: Simulation, thing: str, one: str, other: str) -> Tiers:
    """Return spots between two things, the middle first."""
    start, end = centre(simulation, one), centre(simulation, other)
    across = np.array([start[1] - end[1], end[0] - start[0]]) / max(float(np.linalg.norm(end - start)), 1e-9)
    points = [start + share * (end - start) + off * across for off in OFF for share in ALONG]
    return _tiers(simulation, thing, one, points)


def _at(simulation: Simulation, thing: str, other: str, angle: float, gap: float) -> Array:
    """Return the point (2,) where a thing has a gap from another [m], seen from it at an angle of the world."""
    direction = np.array([np.cos(angle), np.sin(angle)])
    theirs = _reach(footprint(simulation, other), direction) - float(centre(simulation, other) @ direction)
    ours = _reach(_turned(simulation, thing, np.zeros(2), 0.0), -direction)
    return centre(simulation, other) + (theirs + gap + ours) * direction


def _tiers(simulation: Simulation, thing: str, other: str, points: Sequence[Array]) -> Tiers:
    frame, low = simulation.pose(other), footprint(simulation, other).low
    found = []
    for point in points:
        place = np.append(point, low + ABOVE)
        if _within_reach(simulation, thing, point, low) and is_free(simulation, thing, Spot(None, place)):
            found.append(Spot((other, ""), frame.inverse().point(place)))
    return [found[:MOST]] if found else []


def _within_reach(simulation: Simulation, thing: str, point: Array, low: float) -> bool:
    scene = simulation.scene
    on_table = inside(_turned(simulation, thing, point, low), scene.origin[:2], scene.half)
    return on_table and float(np.linalg.norm(point - scene.robot_base[:2])) < REACH


def _turned(simulation: Simulation, thing: str, point: Array, low: float) -> Footprint:
    pose = Pose(np.append(point, low), levelled(simulation.pose(thing).rotation))
    return of_asset(simulation.assets[thing], pose)


def _reach(body: Footprint, direction: Array) -> float:
    angle = np.degrees(np.arctan2(direction[1], direction[0])) % 360
    return float(body.reach[round(angle / 5) % 72])
