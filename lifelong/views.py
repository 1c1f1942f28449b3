"""What the cameras of a simulation see, for people: larger than for a policy, and prettier if asked for."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from perdure.envs.rendering import open_renderer
from perdure.envs.simulation import Simulation

_SIDES = {"agentview": 448, "eye_in_hand": 224}  # [pixel]; more than a video shows, which smoothes the edges

Look = Literal["fast", "full"]


class Views:
    """Both cameras' pictures of a simulation, which is only looked at.

    Args:
        simulation: what to show.
        look: `fast`, or `full` with shadows, which takes 30 times as long without a GPU.
    """

    def __init__(self, simulation: Simulation, look: Look = "fast") -> None:
        self._simulation = simulation
        robot = simulation.arm.robot.name
        self._shown = simulation if look == "fast" else Simulation(simulation.task, robot, look, simulation.changes)
        # the rasteriser has no shadows, but smooth edges where OpenGL has multisampling
        name, supersample = ("opengl", 1) if look == "full" else ("raster", 2)
        self._renderers = {
            camera: open_renderer(self._shown.model, side, renderer=name, supersample=supersample)
            for camera, side in _SIDES.items()
        }

    def __call__(self) -> dict[str, NDArray[np.uint8]]:
        """Return camera -> (H, H, 3) uint8, row 0 on top; the first is the one to show large."""
        if self._shown is not self._simulation:
            self._shown.set_state(self._simulation.get_state())
        return {camera: renderer.render(self._shown.data, camera) for camera, renderer in self._renderers.items()}

    def close(self) -> None:
        """Free the graphics memory."""
        for renderer in self._renderers.values():
            renderer.close()
