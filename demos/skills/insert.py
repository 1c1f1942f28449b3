"""How a held object gets through an opening to the side: up, across to its front, in, down; and the hand out again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from perdure.envs.pose import Array, Pose
from perdure.envs.rotation import about_z, matrix

from ..planning import inverse
from ..planning.feasible import Leg, follow
from ..planning.rotations import UP, levelled, turn_between, turned
from ..planning.scratch import Load, Scratch
from .carry import FREE, RISE, SCRAPE, WIDE, Carry, corners, hand_at, room_at
from .context import Context
from .spots import ABOVE, Spot, extent

RISES = (0.0, 0.06, 0.12, 0.2)
FARS = (0.0, 0.12, 0.2)  # farther out from the opening, around an open door [m]
YAWS = np.radians((0, 25, -25, 50, -50))  # of the hand against the straight way in
DEPTHS = (0.015, 0.035, -0.015)  # of the object behind the plane of the opening; it may stick out a little [m]
SIDES = (0.0, 0.03, -0.03)  # of the middle of the opening [m]
OVER = 0.006  # above the floor while it goes in [m]
BEFORE = 0.025  # in front of the opening [m]
FLAT = 0.25  # horizontal part of an approach that can go in, at least


def plan(
    scratch: Scratch,
    context: Context,
    load: Load,
    start: Pose,
    joints: Array,
    spot: Spot,
    wides: Sequence[float] = WIDE,
) -> Carry | None:
    """Return a way through the opening of a spot that the arm can go, hand and all, and come back; or None.

    Args:
        scratch: with the fingers as they are while holding.
        context: what was drawn for this demonstration.
        load: what is held and how.
        start: grip site now.
        joints: (7,) now.
        spot: with an opening.
        wides: distances to keep; the last but one on the way, the last inside [m].
    """
    *_, wide, near = wides
    if not _lifts(scratch, load, start, joints, near):
        return None
    for carry, end in ends(scratch, context, load, start, joints, spot, near):
        if not _comes_out(scratch, load, carry, end, joints, near):
            continue
        for far, rise in product(FARS, RISES):
            height = max(start.position[2], end.position[2]) + RISE + context.lift + rise
            way = replace(carry, height=height, outward=far * spot.out(context.simulation))
            if _works(scratch, load, start, joints, way, end, wide, near):
                return way
    return None


def ends(
    scratch: Scratch, context: Context, load: Load, start: Pose, joints: Array, spot: Spot, wide: float
) -> Iterator[tuple[Carry, Pose]]:
    """Yield the ways in at whose end the arm has that much room [m], without a height yet, and the hand there."""
    held = start.rotation @ load.offset.rotation
    level = turned(start.rotation, turn_between(held, levelled(held)))  # a hand that lies was turned on the way home
    approach, out = level[:, 2], spot.out(context.simulation)
    if np.hypot(approach[0], approach[1]) < FLAT:
        return
    straight_in = np.arctan2(-out[1], -out[0]) - np.arctan2(approach[1], approach[0])
    for yaw, depth, side in product(YAWS, DEPTHS, SIDES):
        upright = matrix(about_z(float(straight_in + yaw))) @ level
        carry = _inside(context, load, spot, upright, depth, side)
        if carry is None:
            continue
        end = hand_at(spot.at(context.simulation) + carry.target, upright, load.offset)
        if room_at(scratch, load, end, joints) >= wide:
            yield carry, end


def _inside(context: Context, load: Load, spot: Spot, upright: Array, depth: float, side: float) -> Carry | None:
    """Return the way to a place so far behind the opening and to the side of its middle, None when it is too long."""
    out = spot.out(context.simulation)
    inner, outer = extent(context.simulation, load.instance, upright @ load.offset.rotation, out)
    if depth + outer + inner > spot.deep:
        return None
    target = ABOVE * UP - (depth + outer) * out + side * np.cross(UP, out)
    return Carry(spot, 0.0, upright, target, -(depth + outer + inner + BEFORE) * out)


def route(start: Pose, carry: Carry, end: Pose) -> tuple[Pose, ...]:
    """Return the corners of the way in: above the start, above its turn, there, in front of the opening, within."""
    within = Pose(end.position + OVER * UP, end.rotation)
    front = Pose(within.position - carry.inward, end.rotation)
    outer = Pose(front.position + carry.outward, end.rotation)
    return (*corners(start, outer, carry.height), outer, front, within)


def _lifts(scratch: Scratch, load: Load, start: Pose, joints: Array, near: float) -> bool:
    free = Pose(start.position + FREE * UP, start.rotation)
    return follow(scratch, [Leg((start, free), near, load, SCRAPE)], joints) is not None


def _comes_out(scratch: Scratch, load: Load, carry: Carry, end: Pose, joints: Array, near: float) -> bool:
    """Tell whether what is in gets out again: a quick test of the last pieces before the way there is looked for."""
    *_, front, within = route(end, carry, end)
    there = inverse.solve(scratch, end, joints)
    return there is not None and follow(scratch, [Leg((end, within, front), near, load, near)], there) is not None


def _works(
    scratch: Scratch, load: Load, start: Pose, joints: Array, carry: Carry, end: Pose, wide: float, near: float
) -> bool:
    free = Pose(start.position + FREE * UP, start.rotation)
    above, over, outer, front, within = route(start, carry, end)
    legs = [
        Leg((start, free), near, load, SCRAPE),
        Leg((free, above, over), wide, load, wide),
        Leg((over, outer, front), wide, load, near),
        Leg((front, within), near, load, near),
        Leg((within, end), near, load, SCRAPE),
    ]
    return follow(scratch, legs, joints) is not None
