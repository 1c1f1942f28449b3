"""The demonstrator that `perdure multiply` collects with."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from perdure.envs.errors import PerdureError
from perdure.envs.simulation import Simulation

from ..reader import opened
from .rehearsal import Rehearsal, Score
from .segments import cut
from .sources import Source
from .subgoals import events
from .track import follow


class Player:
    """Solves tasks by pieces of demonstrations, which are read and cut where they are first needed.

    Args:
        sources: task -> its demonstrations.
    """

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = sources
        self._cut: tuple[str, list[Score]] = ("", [])  # of the last task

    def __call__(self, simulation: Simulation, rng: np.random.Generator) -> Rehearsal:
        """Begin an episode; see `perdure.demos.expert.solve`."""
        name = simulation.task.name
        if name != self._cut[0]:
            self._cut = name, scores(self._sources[name], simulation)
        return Rehearsal(simulation, rng, self._cut[1])


def scores(source: Source, simulation: Simulation) -> list[Score]:
    """Read and cut a task's demonstrations.

    Args:
        source: which.
        simulation: of their task and robot; it is not touched.

    Raises:
        PerdureError: nothing happens in them that could be carried over.
    """
    twin = Simulation(simulation.task, simulation.arm.robot.name)
    found: list[Score] = []
    with opened(source.path) as file:
        for name in source.demos:
            demo = file["data"][name]
            states = np.concatenate([demo["states"][()], [demo.attrs["final_state"]]])
            track = follow(name, int(demo.attrs.get("seed", 0)), twin, states, demo["expert_actions"][()])
            found.append(cut(track, events(track, twin)))
    useful = [score for score in found if score]
    if not useful:
        raise PerdureError(
            f"In the demonstrations of '{source.path}' nothing is taken, put down or moved: they can't be multiplied."
        )
    return useful
