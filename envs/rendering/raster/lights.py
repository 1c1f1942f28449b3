"""What shines: directional lights of the world, and the headlight that goes with the camera."""

from __future__ import annotations

from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from ...errors import PerdureError


class Lights(NamedTuple):
    """L lights, the headlight first.

    Attributes:
        ids: (L - 1,) of the others in the model.
        ambient: (3,) sum of all.
        diffuse, specular: (L, 3).
    """

    ids: NDArray[np.int32]
    ambient: NDArray[np.float32]
    diffuse: NDArray[np.float32]
    specular: NDArray[np.float32]


def read_lights(model: mujoco.MjModel) -> Lights:
    """Read a model's lights.

    Raises:
        PerdureError: one is not directional.
    """
    ids = np.flatnonzero(model.light_active)
    if (np.asarray(model.light_type)[ids] != mujoco.mjtLightType.mjLIGHT_DIRECTIONAL.value).any():
        raise PerdureError("Only directional lights can be drawn; give the others type 'directional'.")
    head = model.vis.headlight
    return Lights(
        ids.astype(np.int32),
        (head.active * head.ambient + model.light_ambient[ids].sum(axis=0)).astype(np.float32),
        np.concatenate([head.active * head.diffuse[None], model.light_diffuse[ids]]).astype(np.float32),
        np.concatenate([head.active * head.specular[None], model.light_specular[ids]]).astype(np.float32),
    )
