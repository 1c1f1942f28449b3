"""Pictures of how the tasks of a suite begin."""

from __future__ import annotations

from perdure.envs.rendering import open_renderer
from perdure.envs.simulation import Simulation
from perdure.envs.suite import Suite

from .contact_sheet import Cell
from .views import Look

SIDE = 240  # of a picture [pixel]


def first_frame(suite: Suite, index: int, split: str, look: Look, renderer: str) -> Cell:
    """Return what the main camera sees at the first stored state of a task, with its number, name and instruction.

    Raises:
        UnknownNameError: there is no such split or renderer.
    """
    task = suite.tasks[index]
    layout = suite.init_states(index, split)[0]
    simulation = Simulation(task, look=look)
    simulation.reset_to_layout(layout)
    opened = open_renderer(simulation.model, SIDE, renderer=renderer, supersample=2)
    picture = opened.render(simulation.data, "agentview")
    opened.close()
    return Cell(picture, f"{index}  {task.name}", task.instruction)
