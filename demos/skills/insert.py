"""How a held object gets through an opening to the side: up, across to its front, in, down; and the hand out again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from perdure.envs.pose import Array, Pose
from perdure.envs.rotation import about_z, matrix

from ..planning.feasible import Leg, follow
from ..planning.rotations import UP
from ..planning.scratch import Load, Scratch
from .carry import FREE, RISE, SCRAPE, WIDE, Carry, corners, hand_at, room_at
from .context import Context
from .spots import ABOVE, Spot, extent

RISES = (0.0, 0.06, 0.12)
YAWS = np.radians((0, 25, -25, 50, -50))  # of the hand against the straight way in
DEPTHS = (0.015, 0.035)  # of the object behind the plane of the opening [m]
SIDES = (0.0, 0.03, -0.03)  # of the middle of the opening [m]
OVER = 0.010  # above the floor while it goes in [m]
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
    approach, out = start.rotation[:, 2], spot.out(context.simulation)
    if np.hypot(approach[0], approach[1]) < FLAT:
        return None
    straight_in = np.arctan2(-out[1], -out[0]) - np.arctan2(approach[1], approach[0])
    for yaw, depth, side in product(YAWS, DEPTHS, SIDES):
        upright = matrix(about_z(float(straight_in + yaw))) @ start.rotation
        carry = _inside(context, load, spot, upright, depth, side)
        if carry is None:
            continue
        end = hand_at(spot.at(context.simulation) + carry.target, upright, load.offset)
        if room_at(scratch, load, end, joints) < wides[-1]:
            continue
        for rise in RISES:
            height = max(start.position[2], end.position[2]) + RISE + context.lift + rise
            if _works(scratch, load, start, joints, replace(carry, height=height), end, wides):
                return replace(carry, height=height)
    return None


def _inside(context: Context, load: Load, spot: Spot, upright: Array, depth: float, side: float) -> Carry | None:
    """Return the way to a place so far behind the opening and to the side of its middle, None when it is too long."""
    out = spot.out(context.simulation)
    inner, outer = extent(context.simulation, load.instance, upright @ load.offset.rotation, out)
    if depth + outer + inner > spot.deep:
        return None
    target = ABOVE * UP - (depth + outer) * out + side * np.cross(UP, out)
    return Carry(spot, 0.0, upright, -(depth + outer + inner + BEFORE) * out, target)


def _works(
    scratch: Scratch, load: Load, start: Pose, joints: Array, carry: Carry, end: Pose, wides: Sequence[float]
) -> bool:
    free = Pose(start.position + FREE * UP, start.rotation)
    front = Pose(end.position - carry.inward + OVER * UP, end.rotation)
    within = Pose(end.position + OVER * UP, end.rotation)
    above, over = corners(start, front, carry.height)
    *_, wide, near = wides
    legs = [
        Leg((start, free), near, load, SCRAPE),
        Leg((free, above, over), wide, load, wide),
        Leg((over, front), wide, load, near),
        Leg((front, within), near, load, near),
        Leg((within, end), near, load, SCRAPE),
    ]
    return follow(scratch, legs, joints) is not None
