"""Edge: push a hinged door near its free edge with closed fingers, outside to close it, inside to open it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from perdure.envs.assets.asset import Articulation
from perdure.envs.assets.measure import corners
from perdure.envs.pose import Array, Pose
from perdure.envs.simulation import Simulation

from ..planning.rotations import UP, angle_between, hand_rotation
from ..planning.transit import Transit, plan
from .articulated import motion, outward, part_of
from .context import CLOSED, Action, Context
from .failure import NoPlan, Slipped
from .guide import Guide, along, begin, how_far
from .move import move

TILTS = np.radians((45, 30, 60, 15, 0, 75))  # of the hand, from straight down towards where it pushes
HEADINGS = (0.5, 0.0, 1.0)  # shares of the turn, after which the hand's heading is that of the push
TURNING = (0.0, 0.5, 1.0)
BEFORE = 0.05  # begins this far off the door [m]
TIP = 0.012  # half thickness of the closed fingers [m]
SHARES = (1.0, 0.85, 0.7, 0.55, 0.4)  # of the way from the hinge to the push point, where to push
DEPTH = 0.025  # of the grip site below the upper edge, at most [m]


def sweep(context: Context, instance: str, part: Articulation, wanted: float, *, inner: bool) -> Iterator[Action]:
    """Push a door to an angle and back off.

    Args:
        context: the world.
        instance: whose door it is.
        part: the door.
        wanted: angle [rad].
        inner: push its inside, which opens it, or its outside.

    Raises:
        NoPlan: it cannot be reached there, or the arm cannot go along.
        Slipped: it did not open or close.
    """
    simulation = context.simulation
    way, guide = _choose(context, instance, part, wanted, inner)
    yield from move(context, lambda: way.poses, CLOSED)
    enough = (lambda value: value >= wanted - 0.02) if inner else (lambda value: value <= 0.5 * part.close_at)
    yield from along(context, guide, wanted, CLOSED, enough)
    value = simulation.joint(instance, part.part)
    if value < part.open_at if inner else value > part.close_at:
        raise Slipped("it did not open" if inner else "it did not close")
    push = _push(simulation, instance, part, context.eef.position, inner)
    back = Pose(context.eef.position - BEFORE * push + 0.02 * UP, context.eef.rotation)
    yield from move(context, lambda: [back], CLOSED)


def _choose(context: Context, instance: str, part: Articulation, wanted: float, inner: bool) -> tuple[Transit, Guide]:
    scratch, simulation = context.scratch(), context.simulation
    scratch.spread(0.0)
    frame, now = simulation.pose(instance, part.part), simulation.joint(instance, part.part)
    for local in _points(simulation, instance, part, inner):
        point = frame.point(local)
        push = _push(simulation, instance, part, point, inner)
        for rotation in _rotations(simulation, instance, part, local, wanted - now, inner, context.eef.rotation):
            contact = Pose(point - TIP * push, rotation)
            start = Pose(contact.position - BEFORE * push, rotation)
            way = plan(scratch, context.eef, context.joints, start)
            if way is None:
                continue
            for turning in TURNING:
                guide = begin(simulation, instance, part, contact, turning)
                if how_far(scratch, simulation, guide, wanted, way.joints) == wanted:
                    return way, guide
    raise NoPlan(f"no way to push {instance} {part.name}".rstrip())


def _push(simulation: Simulation, instance: str, part: Articulation, point: Array, inner: bool) -> Array:
    """Return the unit direction (3,) to push in at a point of the door."""
    return outward(simulation, instance, part, point) * (1.0 if inner else -1.0)


def _points(simulation: Simulation, instance: str, part: Articulation, inner: bool) -> list[Array]:
    """Return where to push, in the frame of the part, the most leverage first; upright doors also near their top."""
    frame, push = simulation.pose(instance, part.part), np.array(part.push)
    out = frame.rotation.T @ outward(simulation, instance, part, frame.point(push))
    normal = np.eye(3)[np.abs(out).argmax()] * np.sign(out[np.abs(out).argmax()])
    body = part_of(simulation.assets[instance], part)
    assert body.joint is not None
    cloud = np.concatenate([corners(shape) for shape in body.collisions])
    if inner:
        push = push + normal * float((cloud @ normal).min() - push @ normal)
    axis = np.array(body.joint.axis)
    arm = push - np.array(body.joint.anchor)
    arm = arm - axis * (axis @ arm) - normal * (normal @ arm)
    up = frame.rotation.T @ UP
    highest = float(((cloud - push) @ up).max()) - DEPTH
    lifts = (0.0, 0.5 * highest, highest) if abs(axis @ up) > 0.7 else (0.0,)
    return [push - (1 - share) * arm + lift * up for share, lift in product(SHARES, lifts)]


def _rotations(
    simulation: Simulation, instance: str, part: Articulation, local: Array, turn: float, inner: bool, hand: Array
) -> list[Array]:
    """Return rotations of the hand, tilted towards where it pushes at the middle, the start and the end of the turn."""
    frame, found = simulation.pose(instance, part.part), []
    for share, tilt in product(HEADINGS, TILTS):
        moved = motion(simulation, instance, part, share * turn)
        heading = moved.direction(_push(simulation, instance, part, frame.point(local), inner))
        flat = heading * [1, 1, 0]
        if np.linalg.norm(flat) < 0.3:
            continue
        flat = flat / np.linalg.norm(flat)
        approach = np.sin(tilt) * flat - np.cos(tilt) * UP
        turns = [hand_rotation(approach, sign * np.cross(flat, UP)) for sign in (1.0, -1.0)]
        found.append(min(turns, key=lambda rotation: angle_between(hand, rotation)))
    return found
