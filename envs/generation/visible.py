"""Whether the fixed camera sees what a task is about."""

from __future__ import annotations

import numpy as np

from ..rendering import open_renderer
from ..simulation import Simulation

SIDE = 128  # of the picture [pixel]
PIXELS = 30  # of each thing, at least


class Witness:
    """Looks at a task's simulation through `agentview`.

    Attributes:
        simulation: what it looks at.
    """

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self._renderer = open_renderer(simulation.model, SIDE)
        self._bodies = {name: simulation.bodies(name) for name in simulation.task.interest}

    def hidden(self) -> list[str]:
        """Return the instances of interest that are hidden now, or nearly."""
        seen = self._renderer.segmentation(self.simulation.data, "agentview")
        return [name for name, bodies in self._bodies.items() if int(np.isin(seen, bodies).sum()) < PIXELS]
