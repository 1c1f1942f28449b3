"""Place: carry what is held to a spot, level it, put it down, let go, back off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from perdure.envs.pose import Array, Pose

from ..planning import inverse
from ..planning.feasible import Leg, follow
from ..planning.rotations import UP
from ..planning.scratch import Load, Scratch
from . import carry, insert
from .carry import Carry
from .context import CLOSED, OPEN, Action, Context
from .failure import NoPlan, Slipped
from .fingers import release
from .holds import backed
from .move import move
from .slide import slide
from .spots import Spot, Tiers

WIDES = (carry.WIDE, (0.02, 0.006, 0.002), (0.02, 0.004, 0.0), (0.01, 0.0, -0.002))
"""Distances to keep [m]: those before anything is taken, then those for what is held and must go somewhere."""
BEFOREHAND = 2  # so many of them are for before
_EASE = 0.002  # what touches down before it should is let go of soon [m]
_LOST = 4  # control steps in a row without contact, after which a thing counts as dropped
_FARS = (0.09, 0.07, 0.05, 0.03)  # to back off after letting go [m]
_BACKS = ((0.0, 0.025), (0.02, 0.0), (0.04, 0.0))  # (back along the approach, up) before the way out [m]


def find(
    scratch: Scratch,
    context: Context,
    load: Load,
    start: Pose,
    joints: Array,
    spots: Sequence[Spot],
    wides: Sequence[float] = carry.WIDE,
    *,
    sound: bool = False,
) -> Carry | None:
    """Return a way for a held object to any of some spots; see `carry.plan` and `insert.plan`."""
    above = [spot for spot in spots if spot.opening is None]
    way = carry.plan(scratch, context, load, start, joints, above, wides, sound=sound)
    for spot in spots:
        if way is None and spot.opening is not None:
            way = insert.plan(scratch, context, load, start, joints, spot, wides)
    return way


def may_fit(
    scratch: Scratch,
    context: Context,
    load: Load,
    start: Pose,
    joints: Array,
    spots: Sequence[Spot],
    wide: float,
    *,
    sound: bool = False,
) -> bool:
    """Tell whether a held object and the arm have so much room [m] at any of some spots; quicker than to find ways."""
    above = [spot for spot in spots if spot.opening is None]
    ends = carry.ends(scratch, context, load, start, joints, above, wide, sound=sound)
    if next(ends, None) is not None:
        return True
    beside = (spot for spot in spots if spot.opening is not None)
    return any(True for spot in beside for _ in insert.ends(scratch, context, load, start, joints, spot, wide))


def place(context: Context, instance: str, tiers: Tiers) -> Iterator[Action]:
    """Put a held object down at one of some spots and back off.

    Args:
        context: the world.
        instance: what is held.
        tiers: spots, which move with what they are on; the object keeps its yaw where it can.

    Raises:
        NoPlan: no spot can be reached.
        Slipped: it was dropped on the way.
    """
    start = context.eef
    scratch = context.scratch()
    load = Load(instance, start.inverse() @ context.simulation.pose(instance))
    joints = context.joints
    choices = product(WIDES, (True, False), tiers)
    ways = (find(scratch, context, load, start, joints, spots, wides, sound=sound) for wides, sound, spots in choices)
    way = next((way for way in ways if way is not None), None)
    if way is None:
        raise NoPlan(f"no way to carry {instance}")
    yield from _bring(context, instance, way, start)
    yield from release(context, way.end(context, instance))
    if way.spot.opening is None:
        yield from retreat(context)
    else:
        yield from _back_out(context, instance, way)


def _bring(context: Context, instance: str, way: Carry, start: Pose) -> Iterator[Action]:
    missing = 0

    def end() -> Pose:
        return way.end(context, instance)

    def within() -> Pose:
        return Pose(end().position + insert.OVER * UP, end().rotation)

    def waypoints() -> list[Pose]:
        if way.spot.opening is None:
            return carry.corners(start, end(), way.height)
        *waypoints, _ = insert.route(start, way, end())
        return waypoints

    def dropped() -> bool:
        nonlocal missing
        missing = 0 if context.simulation.held(instance) else missing + 1
        if missing >= _LOST:
            raise Slipped(f"{instance} was dropped")
        return False

    yield from move(context, waypoints, CLOSED, done=dropped)
    if way.spot.opening is not None:
        inward = way.inward / np.linalg.norm(way.inward)
        yield from slide(context, within, inward, CLOSED, near=0.006, ease=_EASE, done=dropped)
    yield from slide(context, end, -UP, CLOSED, near=0.006, ease=_EASE, done=dropped)


def retreat(context: Context) -> Iterator[Action]:
    """Back off with open fingers, the way the hand came, as far as the arm gets."""
    scratch, start, joints = context.scratch(), context.eef, context.joints
    backs = [backed(start, far) for far in _FARS]
    back = next((pose for pose in backs if inverse.solve(scratch, pose, joints) is not None), backs[-1])
    yield from move(context, lambda: [back], OPEN)


def _back_out(context: Context, instance: str, way: Carry) -> Iterator[Action]:
    """Back off from what was let go of, then out through the opening."""
    scratch, start = context.scratch(), context.eef
    scratch.spread(context.width)
    for back, lift in _BACKS:
        off = Pose(start.position - back * start.rotation[:, 2] + lift * UP, start.rotation)
        outside = Pose(off.position - way.inward, off.rotation)
        legs = [Leg((start, off), 0.0, allowed=frozenset({instance})), Leg((off, outside), 0.0)]
        if follow(scratch, legs, context.joints) is not None:
            break
    yield from slide(context, lambda: off, (off.position - start.position) / max(back, lift), OPEN, near=0.008)
    outward = -way.inward / np.linalg.norm(way.inward)
    yield from slide(context, lambda: outside, outward, OPEN, near=0.02)
