"""Move: follow a path with the hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from perdure.envs.pose import Pose

from ..planning.path import Path, distance
from .context import Action, Context
from .failure import Slipped
from .patience import Patience

AHEAD = 0.045  # the point that the hand is drawn to runs this far ahead of it [m]
PASSING = 0.03  # near enough to go on with something else, without stopping [m]
_STRIDE = 0.005


def move(
    context: Context,
    waypoints: Callable[[], Sequence[Pose]],
    gripper: float,
    *,
    near: float = PASSING,
    ahead: float = AHEAD,
    done: Callable[[], bool] | None = None,
) -> Iterator[Action]:
    """Follow a path, drawn by a point that runs ahead on it and waits when the hand is pushed off.

    Args:
        context: the world.
        waypoints: gives the path's poses, looked up again before every action: they may follow a moving thing.
            The path begins where the hand is at the first action.
        gripper: OPEN or CLOSED.
        near: distance to the last pose at which the move is over, turns included [m].
        ahead: how far the point runs ahead [m]; less is slower and truer.
        done: ends the move early.

    Raises:
        Slipped: the hand does not get closer any more.
    """
    start, along, patience = context.eef, 0.0, Patience()
    while True:
        path = Path([start, *waypoints()])
        eef = context.eef
        while along < path.length and distance(eef, path.at(along)) < ahead:
            along += _STRIDE
        left = distance(eef, path.poses[-1])
        if (done is not None and done()) or (along >= path.length and left < patience.eased(near)):
            return
        patience.note(max(path.length - along, 0.0) + left)
        if patience.exhausted:
            raise Slipped("stuck on the way")
        yield context.towards(path.at(along), gripper, context.speed)
