"""What geoms are made of."""

from __future__ import annotations

from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from ...errors import PerdureError

_GEOM_DEFAULT = (0.5, 0.5, 0.5, 1.0)  # the colour of a geom that gives way to its material's
_SHININESS = 128.0  # MuJoCo's exponent of a highlight at shininess 1
_DARK = 1 / 512  # of a highlight's middle: less than half a byte


class Surfaces(NamedTuple):
    """The material of each of G geoms.

    Attributes:
        colours: (G, 3) in [0, 1], multiplied by the texture.
        gloss: (G, 4) strength of highlights, half their exponent, squared cosine below which they are too weak for a
            byte, and share of the colour that shines by itself.
        textures: (G,) id of the texture in the model, or -1.
    """

    colours: NDArray[np.float32]
    gloss: NDArray[np.float32]
    textures: NDArray[np.int32]


def read_surfaces(model: mujoco.MjModel, geoms: NDArray[np.int32]) -> Surfaces:
    """Read the materials of geoms (G,).

    Raises:
        PerdureError: one is transparent, or has a texture and no texture coordinates.
    """
    rows = [_surface(model, geom) for geom in geoms.tolist()]
    colours, gloss, textures = zip(*rows, strict=True)
    return Surfaces(np.array(colours, np.float32), np.array(gloss, np.float32), np.array(textures, np.int32))


def repetitions(model: mujoco.MjModel, geom: int) -> NDArray[np.float32]:
    """Return how often a geom's texture is repeated per unit of its texture coordinates, (2,)."""
    material = model.geom_matid[geom]
    if material < 0:
        return np.ones(2, np.float32)
    repeat = np.where(model.mat_texrepeat[material] > 0, model.mat_texrepeat[material], 1)
    scale = model.geom_size[geom, :2] if model.mat_texuniform[material] else 1
    return (repeat * scale).astype(np.float32)


def _surface(model: mujoco.MjModel, geom: int) -> tuple[list[float], list[float], int]:
    material = int(model.geom_matid[geom])
    rgba, gloss, texture = model.geom_rgba[geom], _gloss(0.5, 0.5, 0.0), -1
    if material >= 0:
        if tuple(rgba.tolist()) == _GEOM_DEFAULT:
            rgba = model.mat_rgba[material]
        gloss = _gloss(model.mat_specular[material], model.mat_shininess[material], model.mat_emission[material])
        texture = int(model.mat_texid[material, mujoco.mjtTextureRole.mjTEXROLE_RGB.value])
    if rgba[3] != 1:
        raise PerdureError(f"Geom '{model.geom(geom).name}' can't be drawn: it is transparent (alpha {rgba[3]:g}).")
    if texture >= 0 and model.mesh_texcoordadr[model.geom_dataid[geom]] < 0:
        raise PerdureError(
            f"Geom '{model.geom(geom).name}' can't be drawn: it has a texture, but no coordinates in it."
        )
    return rgba[:3].tolist(), gloss, texture


def _gloss(specular: float, shininess: float, emission: float) -> list[float]:
    half = 0.5 * _SHININESS * shininess
    return [specular, half, _DARK ** (1 / half) if half > 0 else 0.0, emission]
