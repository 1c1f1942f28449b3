"""One look at a simulation: where everything is, and who looks from where."""

from __future__ import annotations

import math
from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from ...errors import PerdureError

Floats = NDArray[np.float64]


class View(NamedTuple):
    """The moment and the camera of a picture; rotations are matrices row by row.

    Attributes:
        places: (n, 3) of all geoms in the model [m].
        rotations: (n, 9) of these.
        lamps: (m, 3) where all lights in the model shine.
        eye: (3,) where the camera is [m].
        axes: (9,) its rotation: it looks along its -z with y upwards.
        width, height: of the picture [pixel].
        focal: distance of the picture from the eye [pixel].
        near, far: distances between which things are drawn [m].
    """

    places: Floats
    rotations: Floats
    lamps: Floats
    eye: Floats
    axes: Floats
    width: int
    height: int
    focal: float
    near: float
    far: float


def view(model: mujoco.MjModel, data: mujoco.MjData, camera: int, width: int, height: int) -> View:
    """Return what a camera is to draw; the arrays are those of `data`."""
    extent, limits = model.stat.extent, model.vis.map
    focal = 0.5 * height / math.tan(math.radians(0.5 * model.cam_fovy[camera]))
    return View(
        data.geom_xpos,
        data.geom_xmat,
        data.light_xdir,
        data.cam_xpos[camera],
        data.cam_xmat[camera],
        width,
        height,
        focal,
        extent * limits.znear,
        extent * limits.zfar,
    )


def check_cameras(model: mujoco.MjModel) -> None:
    """Raise a PerdureError if a camera is neither simple nor in perspective."""
    for camera in range(model.ncam):
        if model.cam_projection[camera] != 0 or model.cam_sensorsize[camera, 1] > 0:
            raise PerdureError(f"Camera '{model.camera(camera).name}' can't be drawn: give it 'fovy' and nothing else.")
