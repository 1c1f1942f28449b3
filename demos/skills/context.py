"""What every skill is given."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from perdure.envs.control import vector_from_rotation
from perdure.envs.pose import Array, Pose
from perdure.envs.simulation import Simulation

from ..planning.scratch import Scratch, scratch_of
from .holds import Hold
from .style import Style

OPEN, CLOSED = -1.0, 1.0
Action = NDArray[np.float64]
_GAIN = 1.5  # share of the error that an action asks for: what asks for a distance gets there in about two steps


@dataclass(frozen=True, eq=False)
class Context:
    """The world, the style of this demonstration, and what was drawn for it.

    Attributes:
        simulation: read, never stepped.
        style: of the demonstration.
        rng: for choices.
        speed: greatest action while moving, 0..1.
        lift: added to the height that things are carried at [m].
        tried: the holds that objects were taken by so far; another try takes another one where it can.
    """

    simulation: Simulation
    style: Style
    rng: np.random.Generator
    speed: float
    lift: float
    tried: list[tuple[str, Hold]] = field(default_factory=list)

    @property
    def eef(self) -> Pose:
        """The grip site in the world."""
        return self.simulation.eef

    @property
    def joints(self) -> Array:
        """The arm's joint positions (7,) [rad]; a copy."""
        return np.array(self.simulation.data.qpos[self.simulation.arm.joints])

    @property
    def width(self) -> float:
        """Distance between the fingers [m]."""
        return self.simulation.arm.width(self.simulation.data)

    def scratch(self) -> Scratch:
        """Return the private copy of the world, brought up to date."""
        return scratch_of(self.simulation)

    def towards(self, target: Pose, gripper: float, speed: float = 1.0) -> Action:
        """Return the action (7,) that moves the grip site towards a pose.

        Args:
            target: in the world.
            gripper: OPEN or CLOSED.
            speed: greatest entry of the action; the direction is kept.
        """
        eef, base = self.eef, self.simulation.base
        scale = self.simulation.arm.robot.gains.scale
        shift = (target.position - eef.position) @ base.rotation
        turn = vector_from_rotation(target.rotation @ eef.rotation.T) @ base.rotation
        return np.concatenate([_limited(shift / scale[:3], speed), _limited(turn / scale[3:], speed), [gripper]])


def _limited(part: Array, speed: float) -> Array:
    wanted = _GAIN * part
    result: Array = wanted / max(1.0, float(np.abs(wanted).max()) / speed)
    return result
