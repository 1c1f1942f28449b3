"""Guide: move a part around its hinge, or along its slide, with a hand that goes along with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from perdure.envs.assembly import part_name
from perdure.envs.assets.asset import Articulation
from perdure.envs.pose import Array, Pose
from perdure.envs.simulation import Simulation

from ..planning.feasible import Leg, follow
from ..planning.rotations import turned
from ..planning.scratch import Scratch
from .articulated import axis_of, joint_of, motion, moving_with
from .context import Action, Context
from .failure import Slipped
from .patience import Patience

LEAD = 0.035  # the hand is drawn this far ahead of where it would be [m]
STEP = {"hinge": 0.12, "slide": 0.03}  # between the positions that are tried, by the kind of joint [rad] or [m]


@dataclass(frozen=True, eq=False)
class Guide:
    """A hand that goes along with a moving part.

    Attributes:
        instance: whose part it is.
        part: the part.
        contact: grip site in the frame of the part, when it began.
        start: position of the joint at which it began [rad] or [m].
        turning: share of the part's turn that the hand makes too, 0..1; 1 for what slides.
    """

    instance: str
    part: Articulation
    contact: Pose
    start: float
    turning: float

    def at(self, simulation: Simulation, value: float) -> Pose:
        """Return the grip site in the world at a position of the part's joint [rad] or [m]."""
        now = simulation.joint(self.instance, self.part.part)
        moved = motion(simulation, self.instance, self.part, value - now)
        along = moved @ simulation.pose(self.instance, self.part.part) @ self.contact
        axis = axis_of(simulation, self.instance, self.part)
        return Pose(along.position, turned(along.rotation, (self.turning - 1.0) * (value - self.start) * axis))


def begin(simulation: Simulation, instance: str, part: Articulation, hand: Pose, turning: float) -> Guide:
    """Return the guide whose hand is at a pose of the world where the part is now."""
    contact = simulation.pose(instance, part.part).inverse() @ hand
    return Guide(instance, part, contact, simulation.joint(instance, part.part), turning)


def how_far(
    scratch: Scratch, simulation: Simulation, guide: Guide, wanted: float, joints: Array, clearance: float = 0.0
) -> float:
    """Return how far the arm, begun at `joints`, can guide a part on the way to a position of its joint [rad] or [m].

    The fingers may touch the part and what is in it; from all else the arm keeps a distance [m].
    """
    moved, touching = (
        part_name(guide.instance, guide.part.part),
        moving_with(simulation, guide.instance, guide.part),
    )
    reached, here = guide.start, joints
    step = STEP[joint_of(simulation.assets[guide.instance], guide.part).kind]
    count = max(1, int(np.ceil(abs(wanted - guide.start) / step)))
    for value in np.linspace(guide.start, wanted, count + 1)[1:]:
        leg = Leg((guide.at(simulation, reached), guide.at(simulation, float(value))), clearance, allowed=touching)
        scratch.turn(moved, float(value))
        end = follow(scratch, [leg], here)
        if end is None:
            break
        reached, here = float(value), end
    scratch.turn(moved, guide.start)
    return reached


def along(
    context: Context, guide: Guide, wanted: float, gripper: float, done: Callable[[float], bool]
) -> Iterator[Action]:
    """Guide a part towards an angle. What is done depends on where the part is now, on nothing that was before.

    Args:
        context: the world.
        guide: how the hand goes along.
        wanted: angle to lead it to [rad].
        gripper: OPEN or CLOSED.
        done: asked with the part's angle; ends it.

    Raises:
        Slipped: it does not turn any more.
    """
    simulation, patience = context.simulation, Patience()
    radius = _radius(simulation, guide)
    while True:
        value = simulation.joint(guide.instance, guide.part.part)
        if done(value):
            return
        patience.note(abs(wanted - value) * radius)
        if patience.exhausted:
            raise Slipped(f"{guide.instance} does not turn on")
        ahead = value + np.sign(wanted - value) * LEAD / radius
        yield context.towards(guide.at(simulation, ahead), gripper, context.speed)


def _radius(simulation: Simulation, guide: Guide) -> float:
    """Return how far the hand moves per turn of the part [m/rad]."""
    start, end = (guide.at(simulation, guide.start + by).position for by in (0.0, 0.1))
    return max(float(np.linalg.norm(end - start)) / 0.1, 0.02)
