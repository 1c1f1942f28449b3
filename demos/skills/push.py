"""Push: close a drawer with closed fingers, beside its handle or on it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from perdure.envs.assets.asset import Articulation
from perdure.envs.assets.measure import corners
from perdure.envs.pose import Array, Pose

from ..planning import inverse
from ..planning.dexterity import is_sound
from ..planning.rotations import UP, angle_between, hand_rotation, turned
from ..planning.scratch import Scratch
from ..planning.transit import Transit, plan
from .articulated import axis_of, part_of
from .context import CLOSED, Action, Context
from .failure import NoPlan, Slipped
from .guide import begin, how_far
from .move import move
from .slide import slide

TILTS = np.radians((45, 30, 60, 15, 0, 75))  # of the hand, from straight down towards where it pushes
TURNS = np.radians((0, 35, -35, 70, -70))  # of the hand about the vertical
CLEARANCES = (0.010, 0.0)  # kept from other things, the handles of other drawers among them [m]
BEFORE = 0.06  # begins this far in front [m]
TIP = 0.012  # half thickness of the closed fingers [m]
_BEYOND = 0.02  # led this much further, against friction [m]


def push(context: Context, instance: str, part: Articulation) -> Iterator[Action]:
    """Push a drawer shut and back off.

    Raises:
        NoPlan: its front cannot be reached.
        Slipped: it did not close.
    """
    simulation = context.simulation
    way, contact = _choose(context, instance, part)
    inward = -axis_of(simulation, instance, part)
    yield from move(context, lambda: way.poses, CLOSED)
    left = simulation.joint(instance, part.part)
    end = Pose(contact.position + (left + _BEYOND) * inward, contact.rotation)
    shut = lambda: simulation.joint(instance, part.part) <= 0.5 * part.close_at  # noqa: E731
    yield from slide(context, lambda: end, inward, CLOSED, done=shut)
    if simulation.joint(instance, part.part) > part.close_at:
        raise Slipped("it did not close")
    back = Pose(context.eef.position - BEFORE * inward, contact.rotation)  # straight: above may be another handle
    yield from move(context, lambda: [back], CLOSED)


def _choose(context: Context, instance: str, part: Articulation) -> tuple[Transit, Pose]:
    """Return a way to the front of a drawer, and where the grip site is when the fingers touch it."""
    scratch, simulation = context.scratch(), context.simulation
    scratch.spread(0.0)
    inward = -axis_of(simulation, instance, part)
    left = simulation.joint(instance, part.part)
    rotations, points = _rotations(inward, context.eef.rotation), _points(context, instance, part)
    contacts = [Pose(point - TIP * inward, rotation) for rotation in rotations for point in points]
    found: dict[Pose, tuple[Transit | None, bool]] = {}
    for sound, clearance, contact in product((True, False), CLEARANCES, contacts):
        if contact not in found:
            found[contact] = _reach(scratch, context, contact, inward, left)
        way, is_so = found[contact]
        if way is None or is_so != sound:
            continue
        guide = begin(simulation, instance, part, contact, 1.0)
        if how_far(scratch, simulation, guide, 0.0, way.joints, clearance) == 0.0:
            return way, contact
    raise NoPlan(f"no way to push {instance} {part.name}")


def _reach(
    scratch: Scratch, context: Context, contact: Pose, inward: Array, left: float
) -> tuple[Transit | None, bool]:
    """Return a way to the front of a contact, and whether the arm is sound there and at the end of the push."""
    way = plan(scratch, context.eef, context.joints, Pose(contact.position - BEFORE * inward, contact.rotation))
    if way is None:
        return None, False
    end = inverse.solve(scratch, Pose(contact.position + left * inward, contact.rotation), way.joints)
    return way, end is not None and is_sound(scratch, end) and is_sound(scratch, way.joints)


def _points(context: Context, instance: str, part: Articulation) -> list[Array]:
    """Return where to push: on either side of the handle, nearest to the robot first, then on the handle."""
    x, y, z = part.push
    frame, base = context.simulation.pose(instance, part.part), context.simulation.base.position
    points = [frame.point(np.array([side * x, y, z])) for side in (1.0, -1.0)]
    points.sort(key=lambda point: float(np.linalg.norm(point - base)))
    return [*points, *_on_handle(context, instance, part)]


def _on_handle(context: Context, instance: str, part: Articulation) -> Iterator[Array]:
    """Yield the foremost point of a drawer's handle, when it has one."""
    simulation = context.simulation
    if part.handles:
        out = axis_of(simulation, instance, part)
        frame, shapes = simulation.pose(instance, part.part), part_of(simulation.assets[instance], part).collisions
        foremost = max(float((frame.point(corners(shape)) @ out).max()) for shape in shapes)
        bar = frame.point(np.array(part.handles[0].position))
        yield bar + (foremost - bar @ out) * out


def _rotations(inward: Array, hand: Array) -> list[Array]:
    """Return rotations of the hand, tilted towards where it pushes, or aside of that where the arm asks for it."""
    found = []
    for turn, tilt in product(TURNS, TILTS):
        heading = turned(np.eye(3), turn * UP) @ inward
        approach = np.sin(tilt) * heading - np.cos(tilt) * UP
        turns = [hand_rotation(approach, sign * np.cross(heading, UP)) for sign in (1.0, -1.0)]
        found.append(min(turns, key=lambda rotation: angle_between(hand, rotation)))
    return found
