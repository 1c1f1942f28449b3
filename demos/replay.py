"""Open-loop replay: the proof that a demonstration is what it says."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


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
