"""What every renderer does, and how to get one."""

from __future__ import annotations

from typing import Protocol

import mujoco
import numpy as np
from numpy.typing import NDArray

from ..errors import UnknownNameError
from .opengl import OpenGLRenderer
from .raster import RasterRenderer

RENDERERS = ("raster", "opengl")


class Renderer(Protocol):
    """Renders the cameras of a model, for every simulation that shares it, in one thread."""

    name: str

    def render(self, data: mujoco.MjData, camera: str) -> NDArray[np.uint8]:
        """Return what a camera sees of a simulation's data: (height, width, 3) uint8, row 0 on top."""

    def depth(self, data: mujoco.MjData, camera: str) -> NDArray[np.float32]:
        """Return the distances (height, width) along the optical axis [m]; inf where nothing is."""

    def segmentation(self, data: mujoco.MjData, camera: str) -> NDArray[np.int32]:
        """Return the ids of the bodies that are seen (height, width); 0 is the world, -1 is nothing."""

    def close(self) -> None:
        """Free what was opened."""


def open_renderer(
    model: mujoco.MjModel,
    height: int,
    width: int | None = None,
    *,
    renderer: str = "raster",
    supersample: int = 1,
) -> Renderer:
    """Open a renderer of a model.

    Args:
        model: what to look at.
        height: of a picture [pixel].
        width: of a picture [pixel]; as the height if left out.
        renderer: 'raster', which needs nothing, or 'opengl', which has shadows and multisampling if the model's look
            asks for them.
        supersample: a picture is drawn this many times as high and wide, and averaged.

    Raises:
        UnknownNameError: there is no such renderer.
        PerdureError: it can't draw the model, or the OpenGL libraries are missing.
    """
    if renderer == "raster":
        return RasterRenderer(model, height, width, supersample=supersample)
    if renderer == "opengl":
        return OpenGLRenderer(model, height, width, supersample=supersample)
    raise UnknownNameError("renderer", renderer, RENDERERS)
