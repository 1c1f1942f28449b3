"""The software rasteriser: pictures from numba kernels, with no graphics library."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from ...errors import UnknownNameError
from ..box import average
from ..cameras import camera_name
from .background import Backgrounds, Picture
from .pipeline import NOTHING, Pipeline, blank
from .view import View, check_cameras, view


class RasterRenderer:
    """Renders the cameras of a model, for every simulation that shares it, in one thread at a time.

    What has no joint between it and the world is drawn once per fixed camera and layout, and kept.

    Args:
        model: what to look at.
        height: of a picture [pixel].
        width: of a picture [pixel]; as the height if left out.
        supersample: a picture is drawn this many times as high and wide, and averaged.
        keep_backgrounds: off, everything is drawn every time: the same pictures, more slowly.

    Raises:
        PerdureError: the model has something that can't be drawn; the sentence names it.
    """

    name = "raster"

    def __init__(
        self,
        model: mujoco.MjModel,
        height: int,
        width: int | None = None,
        *,
        supersample: int = 1,
        keep_backgrounds: bool = True,
    ) -> None:
        check_cameras(model)
        self._model, self._supersample = model, supersample
        self._height, self._width = height * supersample, (width or height) * supersample
        self._middle = (slice(supersample // 2, None, supersample),) * 2  # one of the pixels that become one
        self._cameras = {model.camera(number).name: number for number in range(model.ncam)}
        self._pipeline, self._backgrounds = Pipeline(model), Backgrounds()
        fixed = _fixed_bodies(model)
        still = fixed[self._pipeline.shapes.bodies]
        self._still, self._moving = (np.flatnonzero(each).astype(np.int32) for each in (still, ~still))
        self._still_ids = self._pipeline.shapes.ids[self._still]
        self._has_background = fixed[model.cam_bodyid] & keep_backgrounds

    def render(self, data: mujoco.MjData, camera: str) -> NDArray[np.uint8]:
        """Return what a camera sees of a simulation's data: (height, width, 3) uint8, row 0 on top."""
        now, picture = self._look(data, camera)
        self._pipeline.shade(now, picture)
        return average(picture.image, self._supersample)

    def depth(self, data: mujoco.MjData, camera: str) -> NDArray[np.float32]:
        """Return the distances (height, width) along the optical axis [m]; inf where nothing is."""
        _, picture = self._look(data, camera)
        distances = np.where(picture.faces == NOTHING, np.float32(np.inf), 1 / picture.nearness)
        return distances[self._middle]

    def segmentation(self, data: mujoco.MjData, camera: str) -> NDArray[np.int32]:
        """Return the ids of the bodies that are seen (height, width); 0 is the world, -1 is nothing."""
        _, picture = self._look(data, camera)
        return self._pipeline.bodies(picture.faces[self._middle])

    def close(self) -> None:
        """Do nothing: there is only memory."""

    def _look(self, data: mujoco.MjData, camera: str) -> tuple[View, Picture]:
        """Find out which faces are seen; a background has its colours already."""
        name = camera_name(camera)
        if name not in self._cameras:
            raise UnknownNameError("camera", camera, self._cameras)
        number = self._cameras[name]
        now = view(self._model, data, number, self._width, self._height)
        if self._has_background[number]:
            parts = now.places[self._still_ids], now.rotations[self._still_ids], now.lamps, now.eye, now.axes
            key = b"".join([bytes([number]), *(part.tobytes() for part in parts)])
            background = self._backgrounds.get(key, lambda: self._background(now))
            picture = Picture(background.image.copy(), background.nearness.copy(), background.faces.copy())
        else:
            picture = blank(now)
            self._pipeline.cover(now, self._still, picture)
        self._pipeline.cover(now, self._moving, picture)
        return now, picture

    def _background(self, now: View) -> Picture:
        picture = blank(now)
        self._pipeline.cover(now, self._still, picture)
        self._pipeline.shade(now, picture)
        return self._pipeline.finished(picture)


def _fixed_bodies(model: mujoco.MjModel) -> NDArray[np.bool_]:
    """Tell of each body whether it has no joint between it and the world."""
    fixed = np.ones(model.nbody, np.bool_)
    for body in range(1, model.nbody):
        fixed[body] = fixed[model.body_parentid[body]] and model.body_jntnum[body] == 0
    return fixed
