"""A renderer that is opened when the first picture is asked for."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from .renderer import Renderer, open_renderer


class LateRenderer:
    """Opens the renderer of a model at the first picture, so that who wants none needs none.

    Args:
        model: what to look at.
        size: side of the pictures [pixel].
        renderer: 'raster' or 'opengl'.
    """

    def __init__(self, model: mujoco.MjModel, size: int, renderer: str) -> None:
        self._model, self._size, self._name = model, size, renderer
        self._opened: Renderer | None = None

    def render(self, data: mujoco.MjData, camera: str) -> NDArray[np.uint8]:
        """Return what a camera sees (size, size, 3) uint8, row 0 on top."""
        if self._opened is None:
            self._opened = open_renderer(self._model, self._size, renderer=self._name)
        return self._opened.render(data, camera)

    def close(self) -> None:
        """Free what was opened."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
