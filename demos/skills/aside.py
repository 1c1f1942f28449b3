"""Aside: put down what is held where there is room, to take it in another way; and move away what is in the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from perdure.envs.pose import Array

from ..planning.rotations import UP
from .context import Action, Context
from .failure import SkillError
from .pick import pick
from .place import place
from .spots import ABOVE, Spot, is_free

_REACH = (0.36, 0.62)  # from the robot's base, where a hand that points down gets easily [m]
_APART = 0.06  # between the places that are thought of [m]
_AWAY = 0.30  # from what shall be cleared [m]
_MOST = 6


def put_aside(context: Context) -> Iterator[Action]:
    """Put down the object that is held, if any, at the nearest free place of the table, without complaint."""
    simulation = context.simulation
    held = next((name for name in simulation.task.objects if simulation.held(name)), None)
    if held is None:
        return
    try:
        yield from place(context, held, [_places(context, held)])
    except SkillError:
        return


def clear(context: Context, thing: str, points: Sequence[Array]) -> Iterator[Action]:
    """Move an object to a free place of the table that is away from some points (3,).

    Raises:
        NoPlan: it cannot be taken, or there is no such place.
        Slipped: it went wrong on the way.
    """
    places = _places(context, thing, points)
    yield from pick(context, thing, [places])
    yield from place(context, thing, [places])


def _places(context: Context, thing: str, points: Sequence[Array] = ()) -> list[Spot]:
    """Return free places on the table away from some points, the nearest to the hand first."""
    simulation = context.simulation
    x0, y0, height = simulation.scene.origin
    x1, y1 = simulation.scene.half
    base, low = simulation.base.position[:2], simulation.assets[thing].lower[2]
    grid = [(x, y) for x in np.arange(x0 - x1, x0 + x1, _APART) for y in np.arange(y0 - y1, y0 + y1, _APART)]
    near = [xy for xy in grid if _REACH[0] < np.linalg.norm(xy - base) < _REACH[1]]
    away = [xy for xy in near if all(np.linalg.norm(xy - point[:2]) > _AWAY for point in points)]
    away.sort(key=lambda xy: float(np.linalg.norm(xy - context.eef.position[:2])))
    spots = (Spot(None, np.array([*xy, height]) + (ABOVE - low) * UP) for xy in away)
    return list(islice((spot for spot in spots if is_free(simulation, thing, spot)), _MOST))
