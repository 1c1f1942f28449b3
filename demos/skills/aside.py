"""Aside: put down what is held where there is room, to take it in another way."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..planning.rotations import UP
from .context import Action, Context
from .failure import SkillError
from .place import place
from .spots import ABOVE, Spot, is_free

_REACH = (0.36, 0.62)  # from the robot's base, where a hand that points down gets easily [m]
_APART = 0.06  # between the places that are thought of [m]
_MOST = 6


def put_aside(context: Context) -> Iterator[Action]:
    """Put down the object that is held, if any, at the nearest free place of the table, without complaint."""
    simulation = context.simulation
    held = next((name for name in simulation.task.objects if simulation.held(name)), None)
    if held is None:
        return
    places = [spot for spot in _places(context, held) if is_free(simulation, held, spot)]
    try:
        yield from place(context, held, [places[:_MOST]])
    except SkillError:
        return


def _places(context: Context, thing: str) -> list[Spot]:
    """Return places on the table, the nearest to the hand first."""
    simulation = context.simulation
    x0, y0, height = simulation.scene.origin
    x1, y1 = simulation.scene.half
    base, low = simulation.base.position[:2], simulation.assets[thing].lower[2]
    grid = [(x, y) for x in np.arange(x0 - x1, x0 + x1, _APART) for y in np.arange(y0 - y1, y0 + y1, _APART)]
    points = [point for point in grid if _REACH[0] < np.linalg.norm(point - base) < _REACH[1]]
    points.sort(key=lambda point: float(np.linalg.norm(point - context.eef.position[:2])))
    return [Spot(None, np.array([*point, height]) + (ABOVE - low) * UP) for point in points]
