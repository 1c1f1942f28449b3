"""The software rasteriser: pictures from numba kernels, with no graphics library."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from ..box import average
from ..cameras import camera_name
from .background import Backgrounds, Picture
from .cover import cover
from .light import light
from .lights import read_lights
from .project import project
from .shade import shade
from .shapes import read_shapes
from .surfaces import read_surfaces
from .textures import read_textures
from .view import View, check_cameras, view

_NOTHING = -1  # in `faces`; a background pixel has -2 - its body


class RasterRenderer:
    """Renders the cameras of a model, for every simulation that shares it, in one thread at a time.

    What has no joint between it and the world is drawn once per fixed camera and layout, and kept.

    Args:
        model: what to look at.
        height: of a picture [pixel].
        width: of a picture [pixel]; as the height if left out.
        supersample: a picture is drawn this many times as high and wide, and averaged.
        keep_backgrounds: off, everything is drawn every time: the same pictures, more slowly.
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
        self._model, self._supersample = model, supersample
        self._height, self._width = height * supersample, (width or height) * supersample
        self._shapes, self._lights = read_shapes(model), read_lights(model)
        self._surfaces, self._textures = read_surfaces(model, self._shapes.ids), read_textures(model)
        check_cameras(model)
        fixed = _fixed_bodies(model)
        still = fixed[self._shapes.bodies]
        self._still, self._moving = (np.flatnonzero(each).astype(np.int32) for each in (still, ~still))
        self._still_ids = self._shapes.ids[self._still]
        self._fixed_cameras = fixed[model.cam_bodyid] & keep_backgrounds
        self._backgrounds = Backgrounds()
        vertices, faces = len(self._shapes.positions), len(self._shapes.corners)
        self._screen = np.empty((vertices, 5), np.float32)
        self._seen = np.empty(len(self._shapes.ids), np.bool_)
        self._planes = np.empty((faces, 8), np.float32)
        self._stamps, self._stamp = np.zeros(vertices, np.int32), 0
        self._lit = np.empty((vertices, 3), np.float32)
        self._middle = (slice(supersample // 2, None, supersample),) * 2

    def render(self, data: mujoco.MjData, camera: str) -> NDArray[np.uint8]:
        """Return what a camera sees of a simulation's data: (height, width, 3) uint8, row 0 on top."""
        now, picture = self._look(data, camera)
        self._shade(now, picture)
        return average(picture.image, self._supersample)

    def depth(self, data: mujoco.MjData, camera: str) -> NDArray[np.float32]:
        """Return the distances (height, width) along the optical axis [m]; inf where nothing is."""
        _, picture = self._look(data, camera)
        distances = np.where(picture.faces == _NOTHING, np.float32(np.inf), 1 / picture.nearness)
        return distances[self._middle]

    def segmentation(self, data: mujoco.MjData, camera: str) -> NDArray[np.int32]:
        """Return the ids of the bodies that are seen (height, width); 0 is the world, -1 is nothing."""
        _, picture = self._look(data, camera)
        return self._bodies(picture.faces[self._middle])

    def close(self) -> None:
        """Do nothing: there is only memory."""

    def _look(self, data: mujoco.MjData, camera: str) -> tuple[View, Picture]:
        """Find out which faces are seen; the background has its colours already."""
        number = self._model.camera(camera_name(camera)).id
        now = view(self._model, data, number, self._width, self._height)
        if self._fixed_cameras[number]:
            parts = now.places[self._still_ids], now.rotations[self._still_ids], now.lamps, now.eye, now.axes
            key = b"".join([bytes([number]), *(part.tobytes() for part in parts)])
            background = self._backgrounds.get(key, lambda: self._background(now))
            picture = Picture(background.image.copy(), background.nearness.copy(), background.faces.copy())
        else:
            picture = self._blank(now)
            self._cover(now, self._still, picture)
        self._cover(now, self._moving, picture)
        return now, picture

    def _background(self, now: View) -> Picture:
        picture = self._blank(now)
        self._cover(now, self._still, picture)
        self._shade(now, picture)
        return picture._replace(faces=_NOTHING - 1 - self._bodies(picture.faces))

    def _bodies(self, faces: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return whose they are, -1 of nothing."""
        bodies = self._shapes.bodies[self._shapes.owners[np.maximum(faces, 0)]]
        return np.where(faces >= 0, bodies, _NOTHING - 1 - faces)

    def _blank(self, now: View) -> Picture:
        size = self._height, self._width
        nearness = np.full(size, 1 / now.far, np.float32)
        return Picture(np.zeros((*size, 3), np.uint8), nearness, np.full(size, _NOTHING, np.int32))

    def _cover(self, now: View, chosen: NDArray[np.int32], picture: Picture) -> None:
        project(self._shapes, now, chosen, self._screen, self._seen)
        cover(self._shapes, chosen, self._seen, self._screen, now.near, self._planes, picture.nearness, picture.faces)

    def _shade(self, now: View, picture: Picture) -> None:
        self._stamp += 1
        light(self._shapes, self._surfaces, self._lights, now, picture.faces, self._stamp, self._stamps, self._lit)
        shade(
            self._shapes,
            self._surfaces.textures,
            self._textures,
            self._lit,
            self._planes,
            picture.nearness,
            picture.faces,
            picture.image,
        )


def _fixed_bodies(model: mujoco.MjModel) -> NDArray[np.bool_]:
    """Tell of each body whether it has no joint between it and the world."""
    fixed = np.ones(model.nbody, np.bool_)
    for body in range(1, model.nbody):
        fixed[body] = fixed[model.body_parentid[body]] and model.body_jntnum[body] == 0
    return fixed
