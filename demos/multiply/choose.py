"""Which piece of which demonstration fits here: the nearest first, if the arm can go there and along it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from perdure.envs.assembly import part_name
from perdure.envs.pose import Pose
from perdure.envs.predicates.resolve import resolve

from ..planning.feasible import Leg, follow
from ..planning.path import distance
from ..planning.rotations import UP
from ..planning.scratch import Load, Scratch
from ..planning.transit import plan
from ..skills.context import Context
from .segments import Segment
from .transfer import Transfer, transfers

SPREAD = 0.03  # mean of what chance adds to a source's distance, so that not always the nearest is taken [m]
LOYAL = 0.06  # by which the demonstration that the thing was taken after counts as nearer [m]
LATER = 0.02  # by which the next longer piece counts as further away [m]
TRIALS = 24  # pieces that are tried out, at most
SPARSE = 0.02  # between the poses of a piece that are tried out [m]
TOUCH = -0.006  # overlap that is taken for touching [m]
ANY = -1.0  # any overlap
OVER = 0.12  # by which the hand goes over everything where no free way is known [m]


@dataclass(frozen=True, eq=False)
class Choice:
    """A piece, and the way to its first pose."""

    transfer: Transfer
    way: tuple[Pose, ...]


def choose(context: Context, options: Sequence[Sequence[Segment]], before: str, tired: frozenset[str]) -> Choice:
    """Return the piece to go on with and a way to it, free of collisions if there is one.

    Args:
        context: the world, and the source of chance.
        options: for each demonstration its pieces for the next sub-goal, the shortest first.
        before: the demonstration that the last piece came from.
        tired: demonstrations whose pieces have failed here.
    """
    ranked = _ranked(context, options, before, tired)
    load = _load(context, options[0][0])
    scratch = context.scratch()
    scratch.spread(context.width)
    for transfer in ranked[:TRIALS]:
        way = _free(scratch, context, transfer, load)
        if way is not None:
            return Choice(transfer, way)
    best = next((one for one in ranked[:TRIALS] if _reachable(scratch, context, one)), ranked[0])
    return Choice(best, _over(context, best))


def _ranked(
    context: Context, options: Sequence[Sequence[Segment]], before: str, tired: frozenset[str]
) -> list[Transfer]:
    rated: list[tuple[float, Transfer]] = []
    for pieces in options:
        chance = float(context.rng.exponential(SPREAD))
        name = pieces[0].track.name
        bias = chance - (LOYAL if name == before else 0.0) + (1.0 if name in tired else 0.0)
        for one in transfers(pieces[0], context.simulation):
            longer = [(one.change + bias + LATER * late, one.of(piece)) for late, piece in enumerate(pieces)]
            rated += longer
    return [transfer for _, transfer in sorted(rated, key=lambda item: item[0])]


def _load(context: Context, segment: Segment) -> Load | None:
    thing = segment.goal.thing
    if segment.goal.kind != "put" or not context.simulation.held(thing):
        return None
    return Load(thing, context.eef.inverse() @ context.simulation.pose(thing))


def _free(scratch: Scratch, context: Context, transfer: Transfer, load: Load | None) -> tuple[Pose, ...] | None:
    """Return a free way to a piece along which the arm can go on without hitting anything, or None."""
    before, after = _poses(transfer)
    scratch.sync(context.simulation)
    scratch.spread(context.width)
    way = plan(scratch, context.eef, context.joints, before[0], load)
    if way is None:
        return None
    legs = [Leg(before, TOUCH, load, TOUCH, _allowed(context, transfer)), Leg(after, ANY, None)]
    return way.poses if follow(scratch, legs, way.joints) is not None else None


def _reachable(scratch: Scratch, context: Context, transfer: Transfer) -> bool:
    scratch.sync(context.simulation)
    before, after = _poses(transfer)
    return follow(scratch, [Leg([context.eef, *before, *after], ANY)], context.joints) is not None


def _poses(transfer: Transfer) -> tuple[list[Pose], list[Pose]]:
    """Return the hand's poses up to the contact, and from there on."""
    segment = transfer.segment
    before = _thinned(transfer.hand(step) for step in segment.steps if step <= segment.contact)
    after = _thinned(transfer.hand(step) for step in segment.steps if step >= segment.contact)
    return before or after[:1], after or before[-1:]


def _thinned(poses: Iterator[Pose]) -> list[Pose]:
    kept: list[Pose] = []
    for pose in poses:
        if not kept or distance(kept[-1], pose) > SPARSE:
            kept.append(pose)
    return kept


def _allowed(context: Context, transfer: Transfer) -> frozenset[str]:
    """Return what may be touched: the thing, the part that is moved, and where the thing goes."""
    goal = transfer.segment.goal
    if goal.kind == "move":
        return frozenset({part_name(goal.thing, goal.part)})
    places = [name for name in goal.atom.args[1:] if name not in context.simulation.zones] if goal.atom else []
    return frozenset({goal.thing, *(resolve(context.simulation, name)[0] for name in places)})


def _over(context: Context, transfer: Transfer) -> tuple[Pose, ...]:
    """Return a way up, across and down."""
    start, end = context.eef, transfer.hand(transfer.segment.steps[0])
    height = max(start.position[2], end.position[2]) + OVER
    above = [Pose(pose.position + (height - pose.position[2]) * UP, end.rotation) for pose in (start, end)]
    return *above, end
