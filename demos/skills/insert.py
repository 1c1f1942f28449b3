"""How a held object gets through an opening to the side: up, across to its front, in, down; and the hand out again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from perdure.envs.pose import Array, Pose
from perdure.envs.rotation import about_z, matrix

from ..planning import inverse
from ..planning.feasible import Leg, follow
from ..planning.rotations import UP
from ..planning.scratch import Load, Scratch
from .carry import FREE, RISE, SCRAPE, WIDE, Carry, corners, hand_at
from .context import Context
from .spots import ABOVE, Spot, extent

RISES = (0.0, 0.06, 0.12)
YAWS = np.radians((0, 25, -25, 50, -50))  # of the hand against the straight way in
DEPTHS = (0.015, 0.035)  # of the object behind the plane of the opening [m]
SIDES = (0.0, 0.03, -0.03)  # of the middle of the opening [m]
OVER = 0.010  # above the floor while it goes in [m]
BEFORE = 0.025  # in front of the opening [m]
BACKS = (0.0, 0.02, 0.04, 0.08)  # the hand backs off so far along its approach, before it goes out [m]
LIFTS = (0.0, 0.025)  # or so far up [m]
FLAT = 0.25  # horizontal part of an approach that can go in, at least


def plan(
    scratch: Scratch, context: Context, load: Load, start: Pose, joints: Array, spot: Spot
) -> Carry | None:
    """Return a way through the opening of a spot that the arm can go, hand and all, and come back; or None.

    Args:
        scratch: with the fingers as they are while holding.
        context: what was drawn for this demonstration.
        load: what is held and how.
        start: grip site now.
        joints: (7,) now.
        spot: with an opening.
    """
    world = context.simulation
    approach, out = start.rotation[:, 2], spot.out(world)
    if np.hypot(approach[0], approach[1]) < FLAT:
        return None
    straight_in = np.arctan2(-out[1], -out[0]) - np.arctan2(approach[1], approach[0])
    for yaw, (depth, side) in product(YAWS, product(DEPTHS, SIDES)):
        upright = matrix(about_z(float(straight_in + yaw))) @ start.rotation
        held = upright @ load.offset.rotation
        inner, outer = extent(world, load.instance, held, out)
        if depth + outer + inner > spot.deep:
            continue
        target = ABOVE * UP - (depth + outer) * out + side * np.cross(UP, out)
        inward = -(depth + outer + inner + BEFORE) * out
        end = hand_at(spot.at(world) + target, upright, load.offset)
        if inverse.solve(scratch, end, joints) is None:
            continue
        for rise in RISES:
            height = max(start.position[2], end.position[2]) + RISE + context.lift + rise
            carry = Carry(spot, height, upright, inward, target)
            if _works(scratch, load, start, joints, carry, end):
                return carry
    return None


def _works(scratch: Scratch, load: Load, start: Pose, joints: Array, carry: Carry, end: Pose) -> bool:
    free = Pose(start.position + FREE * UP, start.rotation)
    front = Pose(end.position - carry.inward + OVER * UP, end.rotation)
    within = Pose(end.position + OVER * UP, end.rotation)
    above, over = corners(start, front, carry.height)
    legs = [
        Leg((start, free), WIDE[-1], load, SCRAPE),
        Leg((free, above, over), WIDE[1], load, WIDE[1]),
        Leg((over, front), WIDE[1], load, WIDE[-1]),
        Leg((front, within), WIDE[-1], load, WIDE[-1]),
        Leg((within, end), WIDE[-1], load, SCRAPE),
    ]
    return follow(scratch, legs, joints) is not None
