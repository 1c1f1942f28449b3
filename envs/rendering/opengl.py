"""MuJoCo's OpenGL renderer for one model, in an off-screen context of its own."""

from __future__ import annotations

import atexit
import weakref

import mujoco
import numpy as np
from numpy.typing import NDArray

from ..errors import PerdureError
from .box import average
from .cameras import camera_name
from .context import open_context

_VISUAL_GROUP = 1
_open: weakref.WeakSet[OpenGLRenderer] = weakref.WeakSet()


def _close_all() -> None:
    """Free what is still open before the display goes, which would raise at every exit."""
    for renderer in list(_open):
        renderer.close()


class OpenGLRenderer:
    """Renders the cameras of a model, for every simulation that shares it.

    One renderer belongs to one thread: its context is made current before each picture.

    Args:
        model: what to look at; the look it was compiled with decides on shadows and multisampling.
        height: of a picture [pixel].
        width: of a picture [pixel]; as the height if left out.
        supersample: a picture is drawn this many times as high and wide, and averaged.
    """

    name = "opengl"

    def __init__(self, model: mujoco.MjModel, height: int, width: int | None = None, *, supersample: int = 1) -> None:
        self._model, self._supersample = model, supersample
        self._height, self._width = height * supersample, (width or height) * supersample
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
        self._middle = (slice(supersample // 2, None, supersample),) * 2

    def render(self, data: mujoco.MjData, camera: str) -> NDArray[np.uint8]:
        """Return what a camera sees of a simulation's data: (height, width, 3) uint8, row 0 on top."""
        return average(self._draw(data, camera), self._supersample)

    def depth(self, data: mujoco.MjData, camera: str) -> NDArray[np.float32]:
        """Return the distances (height, width) along the optical axis [m]; inf where nothing is."""
        depth = np.zeros((self._height, self._width), np.float32)
        self._draw(data, camera, depth)
        depth = depth[::-1][self._middle]
        near, far = (self._model.stat.extent * limit for limit in (self._model.vis.map.znear, self._model.vis.map.zfar))
        distances = near / (1 - depth.astype(np.float64) * (1 - near / far))
        return np.where(depth == 1, np.inf, distances).astype(np.float32)

    def segmentation(self, data: mujoco.MjData, camera: str) -> NDArray[np.int32]:
        """Return the ids of the bodies that are seen (height, width); 0 is the world, -1 is nothing."""
        flags = (mujoco.mjtRndFlag.mjRND_SEGMENT, mujoco.mjtRndFlag.mjRND_IDCOLOR)
        for flag in flags:
            self._scene.flags[flag] = 1
        image = self._draw(data, camera)
        for flag in flags:
            self._scene.flags[flag] = 0
        colours = image[self._middle].astype(np.int32) @ (1, 1 << 8, 1 << 16)
        bodies = np.full(self._scene.ngeom + 1, -1, np.int32)  # by colour; 0 is nothing
        for geom in self._scene.geoms[: self._scene.ngeom]:
            if geom.segid >= 0:
                bodies[geom.segid + 1] = self._model.geom_bodyid[geom.objid]
        return np.asarray(bodies[colours])

    def close(self) -> None:
        """Free the graphics memory."""
        if self not in _open:
            return
        _open.discard(self)
        self._context.make_current()
        self._mjr.free()
        self._context.free()

    def _draw(self, data: mujoco.MjData, camera: str, depth: NDArray[np.float32] | None = None) -> NDArray[np.uint8]:
        """Return the picture (H, W, 3) before averaging, row 0 on top; write OpenGL's depth (H, W), upside down."""
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
        mujoco.mjr_readPixels(image, depth, rectangle, self._mjr)
        return np.ascontiguousarray(image[::-1])
