"""Ways to compute the physics, to choose among."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mujoco
import numpy as np

from perdure.envs import drive, load_suite
from perdure.envs.assembly import model
from perdure.envs.simulation import Simulation

CONTROL_STEP = 0.05  # [s]
Option = Any  # mujoco.MjSpec's option carries no type information


def _as_is(_: Option) -> None:
    """Change nothing."""


def _sleepless(option: Option) -> None:
    option.enableflags &= ~int(mujoco.mjtEnableBit.mjENBL_SLEEP)


def _without_air(option: Option) -> None:
    option.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    option.density = option.viscosity = 0.0


def _pyramidal(option: Option) -> None:
    option.cone = mujoco.mjtCone.mjCONE_PYRAMIDAL


@dataclass(frozen=True)
class Candidate:
    """A way to compute the physics.

    Attributes:
        name: short.
        title: in the tables.
        substeps: of a control step.
        ahead: see `perdure.envs.drive.AHEAD` [s].
        change: what it does to the options of a model, apart from the timestep.
    """

    name: str
    title: str
    substeps: int
    ahead: float
    change: Callable[[Option], None]


PRESENT = Candidate("present", "5 ms, Euler, sleep (the present)", drive.SUBSTEPS, drive.AHEAD, _as_is)
CANDIDATES = (
    PRESENT,
    Candidate("fine", "2 ms, Euler, sleep", 25, 0.0, _as_is),
    Candidate("sleepless", "2 ms, Euler, no sleep", 25, 0.0, _sleepless),
    Candidate("airless", "5 ms, implicitfast, no air, sleep", drive.SUBSTEPS, drive.AHEAD, _without_air),
    Candidate("pyramidal", "5 ms, Euler, sleep, pyramidal cone", drive.SUBSTEPS, drive.AHEAD, _pyramidal),
)
REFERENCE = "sleepless"


def adopt(name: str) -> None:
    """Compute the physics of this process as a candidate does, from now on.

    Numba takes constants when it compiles and does not see that they have changed, so this must come before the first
    step, and the process needs a NUMBA_CACHE_DIR of its own.
    """
    candidate = next(one for one in CANDIDATES if one.name == name)
    usual = model._set_options

    def set_options(spec: Any) -> None:
        usual(spec)
        spec.option.timestep = CONTROL_STEP / candidate.substeps
        candidate.change(spec.option)

    model._set_options = set_options
    drive.SUBSTEPS, drive.AHEAD = candidate.substeps, candidate.ahead
    _check()


def _check() -> None:
    simulation = Simulation(load_suite("quickstart").tasks[0])
    before = float(simulation.data.time)
    simulation.step(np.zeros(7))
    assert abs(simulation.data.time - before - CONTROL_STEP) < 1e-9, "a control step lasts 50 ms"
