"""How many contacts a settled scene has, and how many are left when all sleeps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from perdure.envs import load_suite
from perdure.envs.simulation import Simulation

SUITE = "quickstart"
WAIT = 40  # control steps


def contacts(count: int) -> dict[str, list[float]]:
    """Return, for each task, the mean contacts over some stored initial states: all awake, and two seconds later."""
    suite = load_suite(SUITE)
    return {
        task.name: _counts(Simulation(task), suite.init_states(index, "test")[:count])
        for index, task in enumerate(suite.tasks)
    }


def _counts(simulation: Simulation, layouts: NDArray[np.float64]) -> list[float]:
    found = []
    for layout in layouts:
        simulation.reset_to_layout(layout)
        awake = simulation.data.ncon
        for _ in range(WAIT):
            simulation.hold()
        found.append((awake, simulation.data.ncon))
    return [float(mean) for mean in np.mean(found, axis=0)]
