"""The kernels in their order, on one model, with the memory that they work in."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from .background import Picture
from .cover import cover
from .light import light
from .lights import read_lights
from .project import project
from .shade import shade
from .shapes import read_shapes
from .surfaces import read_surfaces
from .textures import read_textures
from .view import View

NOTHING = -1  # in a picture's faces; below are the bodies of pixels that are finished, as -2 - body


class Pipeline:
    """Draws geoms of a model into pictures.

    Raises:
        PerdureError: the model has something that can't be drawn; the sentence names it.
    """

    def __init__(self, model: mujoco.MjModel) -> None:
        self.shapes = read_shapes(model)
        self._surfaces, self._textures = read_surfaces(model, self.shapes.ids), read_textures(model)
        self._lights = read_lights(model)
        vertices, faces, lamps = len(self.shapes.positions), len(self.shapes.corners), len(self._lights.diffuse)
        self._screen = np.empty((vertices, 5), np.float32)
        self._found = np.empty((faces, 5), np.int32)
        self._planes = np.empty((faces, 9), np.float32)
        self._stamps, self._stamp = np.zeros(vertices, np.int32), 0
        self._lit = np.empty((vertices, 3), np.float32)
        self._matrix = np.empty((3, 4))
        self._lamps = np.empty((lamps, 3)), np.empty((lamps + 1, 3))
        self._pixel = np.empty((3, 3)), np.empty((5, 3))

    def cover(self, view: View, chosen: NDArray[np.int32], picture: Picture) -> None:
        """Draw chosen geoms (rows of `shapes`) over what is there, without colours."""
        count = project(self.shapes, view, chosen, self._screen, self._found, self._matrix)
        surface = picture.nearness, picture.faces
        cover(self.shapes.corners, self._screen, self._found, count, view.near, self._planes, *surface)

    def shade(self, view: View, picture: Picture) -> None:
        """Colour the pixels of the faces that are seen."""
        self._stamp += 1
        memory = self._stamps, self._lit, *self._lamps
        light(self.shapes, self._surfaces, self._lights, view, picture.faces, self._stamp, *memory)
        seen = self._lit, self._planes, picture.nearness, picture.faces
        shade(self.shapes, self._surfaces.textures, self._textures, *seen, picture.image, *self._pixel)

    def finished(self, picture: Picture) -> Picture:
        """Return a shaded picture that others can be drawn over, after which this one's faces mean nothing."""
        return picture._replace(faces=NOTHING - 1 - self.bodies(picture.faces))

    def bodies(self, faces: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return whose faces of a picture these are: bodies of the model, -1 of nothing."""
        bodies = self.shapes.bodies[self.shapes.owners[np.maximum(faces, 0)]]
        return np.where(faces >= 0, bodies, NOTHING - 1 - faces)


def blank(view: View) -> Picture:
    """Return a picture of nothing."""
    size = view.height, view.width
    nearness = np.full(size, 1 / view.far, np.float32)
    return Picture(np.zeros((*size, 3), np.uint8), nearness, np.full(size, NOTHING, np.int32))
