"""Open-loop replay: the proof that a demonstration is what it says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from .reader import names, opened
from .settings import TOOLS, Tools


class Replayable(Protocol):
    """What replay asks of a simulation."""

    def set_state(self, state: NDArray[np.float64]) -> None:
        """Restore a complete state."""

    def get_state(self) -> NDArray[np.float64]:
        """Return the complete state (S,)."""

    def step(self, action: NDArray[np.float32]) -> Any:
        """Take one control step."""

    def goal_reached(self) -> bool:
        """Tell whether the goal holds."""


def replay(
    simulation: Replayable,
    start: NDArray[np.float64],
    actions: NDArray[np.float32],
    final: NDArray[np.float64],
) -> str:
    """Step the executed actions (T, 7) from a stored state and compare where they lead.

    Returns:
        '' when the end is the recorded one bit for bit and the goal holds there, else what is wrong in a few words.
    """
    simulation.set_state(start)
    for action in actions:
        simulation.step(action)
    if not simulation.goal_reached():
        return "replay does not reach the goal"
    if not np.array_equal(simulation.get_state(), final):
        return "replay ends in another state"
    return ""


def replay_file(
    path: str | Path, tools: Tools = TOOLS, limit: int | None = None, progress: Callable[[int, int], None] | None = None
) -> dict[str, str]:
    """Replay the demonstrations of a file.

    Args:
        path: a file of `perdure collect`.
        tools: the world.
        limit: of how many, evenly spread; None for all.
        progress: called with the number of replayed demonstrations and of all that are to be.

    Returns:
        name of the demonstration -> '' or what is wrong, as `replay` says it.

    Raises:
        PerdureError: the file can't be read, or is of another version of the suite.
    """
    with opened(path) as file:
        env = tools.world_of(path, file["data"].attrs)
        try:
            chosen = _spread(names(file), limit)
            faults = {}
            for name in chosen:
                demo = file["data"][name]
                start, actions, final = demo["states"][0], demo["actions"][()], demo.attrs["final_state"]
                faults[name] = replay(env.simulation, start, actions, final)
                if progress:
                    progress(len(faults), len(chosen))
            return faults
        finally:
            env.close()


def _spread(found: list[str], limit: int | None) -> list[str]:
    """Return at most so many of a list, the first and the last among them."""
    if limit is None or limit >= len(found):
        return found
    return [found[round(place)] for place in np.linspace(0, len(found) - 1, limit)]
