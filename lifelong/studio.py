"""A neutral room with one thing in it and a camera that has all of it in view."""

from __future__ import annotations

import mujoco
import numpy as np
from numpy.typing import NDArray

from perdure.envs.assembly import assemble
from perdure.envs.assets.asset import Asset, Material, Part, Vec3, Visual
from perdure.envs.assets.measure import parts
from perdure.envs.assets.mesh import box
from perdure.envs.rotation import matrix
from perdure.envs.scenes import Camera, Headlight, Light, Scene
from perdure.envs.scenes.scene import look_at

from .views import Look

CAMERA, FOVY = "portrait", 30.0
_TOWARDS = (0.42, -1.0, 0.80)  # from the thing to the camera: its front, its right side and its top are seen
_FILLED = 0.86  # share of the picture that the thing takes
_BACKDROP = (0.62, 0.62, 0.60, 1.0)
_LIGHTS = (
    Light((-0.8, -1.2, 1.6), (0.40, 0.60, -0.95), 0.56, True),
    Light((1.2, -0.4, 1.6), (-0.70, 0.20, -0.80), 0.22, False),
)


def world(asset: Asset, look: Look) -> mujoco.MjModel:
    """Return the model of one asset on a grey table, with a camera called `CAMERA`."""
    table = Visual(box((8.0, 8.0, 0.05), (0.0, 0.0, -0.05)), Material(_BACKDROP, specular=0.0))
    room = Scene(
        name="studio",
        workspace="",
        origin=(0.0, 0.0, 0.0),
        half=(8.0, 8.0),
        parts=(Part("table", (table,), (), mass=1.0),),
        lights=_LIGHTS,
        cameras=(camera(asset),),
        robot_base=(0.0, 0.0, 0.0),
        mount="",
        headlight=Headlight(ambient=0.30, diffuse=0.24),
    )
    return assemble(room, None, {"thing": asset}, look)


def camera(asset: Asset) -> Camera:
    """Return a camera in front of an asset, as near as all of it is seen."""
    middle = (np.asarray(asset.lower) + np.asarray(asset.upper)) / 2
    towards = np.asarray(_TOWARDS) / np.linalg.norm(_TOWARDS)
    quaternion = look_at(_vec(towards), (0.0, 0.0, 0.0))
    cloud = [
        pose.point(shape.mesh.vertices.astype(float)) for part, pose in parts(asset.root) for shape in part.visuals
    ]
    right, up, back = ((np.concatenate(cloud) - middle) @ matrix(quaternion)).T
    slope = _FILLED * np.tan(np.radians(FOVY / 2))
    distance = np.max(np.maximum(np.abs(right), np.abs(up)) / slope + back)
    return Camera(CAMERA, _vec(middle + distance * towards), quaternion, FOVY)


def _vec(values: NDArray[np.float64]) -> Vec3:
    x, y, z = (float(value) for value in values)
    return x, y, z
