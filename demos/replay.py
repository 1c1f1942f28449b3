"""Open-loop replay: the proof that a demonstration is what it says."""

from __future__ import annotations

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


def replay_file(path: str | Path, tools: Tools = TOOLS) -> dict[str, str]:
    """Replay every demonstration of a file.

    Returns:
        name of the demonstration -> '' or what is wrong, as `replay` says it.

    Raises:
        PerdureError: the file can't be read, or is of another version of the suite.
    """
    with opened(path) as file:
        env = tools.world_of(path, file["data"].attrs)
        try:
            demos = {name: file["data"][name] for name in names(file)}
            return {
                name: replay(env.simulation, demo["states"][0], demo["actions"][()], demo.attrs["final_state"])
                for name, demo in demos.items()
            }
        finally:
            env.close()
