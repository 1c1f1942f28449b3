"""Coming to rest: initial states that nothing moves in, whose premises hold."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from . import predicates
from .errors import PerdureError
from .goal import holds_already
from .layout import Slots
from .outside import WidenedWorld, is_outside, widened
from .placement import sample
from .pose import Array
from .rotation import matrix
from .scenes.scene import Scene
from .task import Task
from .world import World

STEPS = 20  # control steps that things get to come to rest: one second
LEAST = 6  # control steps before they may count as resting: a fall begins slowly
FAR = 0.02  # what moves farther than this was not at rest [m]
FAR_JOINT = 0.005  # the same for a moving part, which the robot may touch [m] or [rad]
UPRIGHT = 0.98  # cosine of the greatest tilt
STILL = 2e-5  # movement in one control step below which things are at rest [m]
TRIES = 100


class SettlingError(PerdureError):
    """Something fell, slid or is still moving."""


class PremiseError(PerdureError):
    """What a task says about its start does not hold there, or its goal already does."""


class Settled(World, Protocol):
    """What settling asks of a simulation."""

    @property
    def scene(self) -> Scene:
        """The workspace."""

    @property
    def slots(self) -> Slots:
        """The meaning of a layout vector."""

    def reset_to_layout(self, layout: Array) -> None:
        """Put everything where the vector says, the robot at home."""

    def layout(self) -> Array:
        """Return where everything is now."""

    def hold(self) -> None:
        """Let one control step pass, the arm holding still."""


def settle(simulation: Settled, layout: Array) -> Array:
    """Return where the things of a layout come to rest within a second, the arm holding still.

    Args:
        simulation: is left at the end of that second.
        layout: vector as `perdure.envs.layout` describes.

    Raises:
        SettlingError: something moved more than 2 cm, tilted, or does not come to rest.
    """
    simulation.reset_to_layout(layout)
    before = simulation.layout()
    for step in range(1, STEPS + 1):
        simulation.hold()
        after = simulation.layout()
        moving = np.abs(after - before)
        before = after
        if step >= LEAST and moving.max(initial=0.0) < STILL:
            break
    _check_rest(simulation, layout, after, moving)
    return after


def _check_rest(simulation: Settled, start: Array, end: Array, moving: Array) -> None:
    """Raise SettlingError, naming the first instance or joint that is not where it was put, upright and still."""
    slots = simulation.slots
    first, last = slots.unpack(start), slots.unpack(end)
    for index, (name, (position, quaternion)) in enumerate(last.poses.items()):
        moved = float(np.linalg.norm(np.subtract(position, first.poses[name][0])))
        if moved > FAR:
            raise SettlingError(f"'{name}' moved by {1000 * moved:.0f} mm while coming to rest.")
        if matrix(quaternion)[2, 2] < UPRIGHT:
            raise SettlingError(f"'{name}' tipped over while coming to rest.")
        if moving[7 * index : 7 * index + 7].max() > 50 * STILL:
            raise SettlingError(f"'{name}' does not come to rest within a second.")
    for (name, part), value in last.joints.items():
        if abs(value - first.joints[name, part]) > FAR_JOINT:
            raise SettlingError(f"'{part}' of '{name}' moved while coming to rest.")


def check_premises(world: World, task: Task, outside: bool = False) -> None:
    """Check that the atoms of init hold and that the goal does not.

    Args:
        world: at the start.
        task: says what holds there.
        outside: whether things may start a little outside of their regions, see `perdure.envs.outside`.

    Raises:
        PremiseError: the sentence names the atom.
    """
    start: World = WidenedWorld(world, task) if outside else world
    for atom in task.init:
        if not predicates.holds(start, atom):
            raise PremiseError(f"Task '{task.name}': '{' '.join((atom.name, *atom.args))}' does not hold at the start.")
    if holds_already(world, task):
        raise PremiseError(f"Task '{task.name}': the goal holds at the start already.")


def fresh_layout(simulation: Settled, task: Task, rng: np.random.Generator, outside: bool = False) -> Array:
    """Draw a layout, settle it and check its premises; draw again while that fails.

    Args:
        simulation: is left somewhere.
        task: says what starts where.
        rng: the only source of chance.
        outside: whether something that the task is about shall start outside of its region.

    Raises:
        PlacementError: there is no room.
        SettlingError, PremiseError: no draw came to rest as the task says; this is what was wrong with the last one.
    """
    failure: PerdureError | None = None
    drawn_from = widened(task) if outside else task
    for _ in range(TRIES):
        drawn = sample(drawn_from, simulation.assets, simulation.scene, rng)
        try:
            if outside and not is_outside(task, simulation.scene, drawn):
                raise PremiseError(f"Task '{task.name}': there is no room outside of the regions.")
            settled = settle(simulation, simulation.slots.pack(drawn))
            simulation.reset_to_layout(settled)
            check_premises(simulation, task, outside)
        except (SettlingError, PremiseError) as error:
            failure = error
        else:
            return settled
    raise failure or AssertionError("no try was made")
