"""MuJoCo's OpenGL renderer for one model, in an off-screen context of its own."""

from __future__ import annotations

import atexit
import weakref

import mujoco
import numpy as np
from numpy.typing import NDArray

from ..errors import PerdureError
from .context import open_context

_VISUAL_GROUP = 1
_open: weakref.WeakSet[Renderer] = weakref.WeakSet()


def _close_all() -> None:
    """Free what is still open before the display goes, which would raise at every exit."""
    for renderer in list(_open):
        renderer.close()


class Renderer:
    """Renders the cameras of a model, for every simulation that shares it.

    One renderer belongs to one thread: its context is made current before each picture.

    Args:
        model: what to look at; the look it was compiled with decides on shadows and multisampling.
        height: of a picture [pixel].
        width: of a picture [pixel]; as the height if left out.
    """

    def __init__(self, model: mujoco.MjModel, height: int, width: int | None = None) -> None:
        self._model = model
        self._height, self._width = height, width or height
        limit = self._model.vis.global_
        if self._height > limit.offheight or self._width > limit.offwidth:
            raise PerdureError(
                f"A picture of {self._width} x {self._height} is larger than {limit.offwidth} x {limit.offheight}."
            )
        self._context, self._mjr = open_context(model, self._width, self._height)
        if not _open:
            atexit.register(_close_all)  # after the backend's own hook, hence run before it
        _open.add(self)
        mujoco.mjr_setBuffer(mujoco.mjtFramebuffer.mjFB_OFFSCREEN, self._mjr)
        self._scene = mujoco.MjvScene(self._model, maxgeom=1000)
        self._scene.flags[mujoco.mjtRndFlag.mjRND_REFLECTION] = 0
        self._option = mujoco.MjvOption()
        self._option.geomgroup[:] = 0
        self._option.geomgroup[_VISUAL_GROUP] = 1
        self._option.sitegroup[:] = 0
        self._camera = mujoco.MjvCamera()
        self._camera.type = mujoco.mjtCamera.mjCAMERA_FIXED.value

    def render(self, data: mujoco.MjData, camera: str) -> NDArray[np.uint8]:
        """Return what a camera sees of a simulation's data: (height, width, 3) uint8, row 0 on top."""
        self._context.make_current()
        self._camera.fixedcamid = self._model.camera(camera_name(camera)).id
        mujoco.mjv_updateScene(
            self._model,
            data,
            self._option,
            None,
            self._camera,
            mujoco.mjtCatBit.mjCAT_ALL.value,
            self._scene,
        )
        rectangle = mujoco.MjrRect(0, 0, self._width, self._height)
        mujoco.mjr_render(rectangle, self._scene, self._mjr)
        image = np.zeros((self._height, self._width, 3), np.uint8)
        mujoco.mjr_readPixels(image, None, rectangle, self._mjr)
        return np.ascontiguousarray(image[::-1])

    def close(self) -> None:
        """Free the graphics memory."""
        if self not in _open:
            return
        _open.discard(self)
        self._context.make_current()
        self._mjr.free()
        self._context.free()


def camera_name(camera: str) -> str:
    """Return a camera's name in the model: the one on the hand came with the robot."""
    return "robot/eye_in_hand" if camera == "eye_in_hand" else camera
