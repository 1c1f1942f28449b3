"""The arm starts elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..errors import PerdureError
from ..pose import Array
from .perturbation import Perturbation

if TYPE_CHECKING:
    from ..simulation import Simulation

LENGTH = 0.5  # [rad]
ABOVE = 0.08  # least height of the grip site over the table [m]
ROOM = 0.05  # between a joint and its limits [rad]
TRIES = 200


@dataclass(frozen=True)
class Change(Perturbation):
    """Lets the arm start with other joint positions, drawn for every episode.

    Description: an offset in a drawn direction is added to the joints; it is drawn again while the arm would touch
        something, its hand would be lower than 8 cm above the table, or a joint near its limit.
    Magnitude: 1 is an offset of 0.5 rad, as the square root of the sum of its squares over the joints.
    What it leaves alone: fingers and things, what the controller takes for the arm's usual posture.
    """

    def begin(self, simulation: Simulation, rng: np.random.Generator) -> None:
        """Move the arm."""
        home = simulation.arm.home
        for _ in range(TRIES):
            way = rng.standard_normal(len(home))
            joints: Array = home + self.magnitude * LENGTH / float(np.linalg.norm(way)) * way
            if _within_limits(simulation, joints):
                simulation.place_arm(joints)
                if _is_free(simulation):
                    return
        raise PerdureError(f"Task '{simulation.task.name}': '{self}' finds no start that is free.")


def _within_limits(simulation: Simulation, joints: Array) -> bool:
    low, high = simulation.arm.limits
    return bool((joints > low + ROOM).all() and (joints < high - ROOM).all())


def _is_free(simulation: Simulation) -> bool:
    """Tell whether the robot touches nothing and its hand is not low."""
    model, contacts = simulation.model, simulation.data.contact
    roots = model.body_rootid[model.geom_bodyid[contacts.geom]]  # (contacts, 2)
    robot = model.body_rootid[simulation.arm.base_body]
    return not (roots == robot).any() and bool(simulation.eef.position[2] > simulation.scene.origin[2] + ABOVE)
