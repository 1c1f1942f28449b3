"""Move: follow a path with the hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from perdure.envs.pose import Pose

from ..planning.path import Path, distance
from .context import Action, Context
from .failure import Slipped

AHEAD = 0.045  # the point that the hand is drawn to runs this far ahead of it [m]
_STRIDE = 0.005
_PATIENCE = 40  # control steps without getting closer to the end, before giving up


def move(
    context: Context,
    waypoints: Callable[[], Sequence[Pose]],
    gripper: float,
    *,
    near: float = 0.006,
    ahead: float = AHEAD,
    done: Callable[[], bool] | None = None,
) -> Iterator[Action]:
    """Follow a path, drawn by a point that runs ahead on it and waits when the hand is pushed off.

    Args:
        context: the world.
        waypoints: gives the path's poses, looked up again before every action: they may follow a moving thing.
            The path begins where the hand is at the first action.
        gripper: OPEN or CLOSED.
        near: distance to the last pose at which the move is over [m]; half of it must be kept for passing through.
        ahead: how far the point runs ahead [m]; less is slower and truer.
        done: ends the move early.

    Raises:
        Slipped: the hand does not get closer any more.
    """
    start, along = context.eef, 0.0
    best, waited = float("inf"), 0
    while True:
        path = Path([start, *waypoints()])
        eef = context.eef
        while along < path.length and distance(eef, path.at(along)) < ahead:
            along += _STRIDE
        left = distance(eef, path.poses[-1])
        if (done is not None and done()) or (along >= path.length and left < near):
            return
        remaining = max(path.length - along, 0.0) + left
        best, waited = (remaining, 0) if remaining < best - 0.001 else (best, waited + 1)
        if waited > _PATIENCE:
            raise Slipped("stuck on the way")
        yield context.towards(path.at(along), gripper, context.speed)
