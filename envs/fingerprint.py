"""What results depend on besides the code of the learner: versions, and what physics and pictures come out of them."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from typing import Any

import mujoco
import numpy as np

from .rendering import open_renderer
from .simulation import Simulation
from .suite import load_suite

_PROBE = ("quickstart", 0)
_STEPS = 40


@cache
def fingerprint(renderer: str = "", robot: str = "panda") -> dict[str, Any]:
    """Return versions, the robot, a digest of a probe trajectory of it and, of a renderer that is named, of a probe
    picture, with a short `hash` of them all.

    Two machines with the same hash run episodes that are equal bit for bit.

    Raises:
        UnknownNameError: there is no such robot.
        PerdureError: the renderer does not work here.
    """
    simulation = _probe(robot)
    facts: dict[str, Any] = {
        "mujoco": mujoco.__version__,
        "robosuite": version("robosuite"),
        "numpy": np.__version__,
        "machine": platform.machine(),
        "robot": robot,
        "physics": _digest(simulation.get_state()),
    }
    if renderer:
        facts |= _pictures(simulation, renderer)
    return facts | {"hash": hashlib.sha256(repr(sorted(facts.items())).encode()).hexdigest()[:12]}


def _probe(robot: str) -> Simulation:
    suite, task = _PROBE
    loaded = load_suite(suite)
    simulation = Simulation(loaded.tasks[task], robot)
    simulation.reset_to_layout(loaded.init_states(task, "val")[0])
    rng = np.random.default_rng(0)
    for _ in range(_STEPS):
        simulation.step(rng.uniform(-1, 1, 7))
    return simulation


def _pictures(simulation: Simulation, name: str) -> dict[str, str]:
    renderer = open_renderer(simulation.model, 64, renderer=name)
    image = renderer.render(simulation.data, "agentview")
    renderer.close()
    return {"renderer": name, "picture": _digest(image)}


def _digest(array: np.ndarray[Any, Any]) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()[:12]
