"""Flat packets that lie on their backs: a picture on top, held across y."""

from __future__ import annotations

import numpy as np

from .asset import Material, Mesh, Part, Visual
from .collisions import slab
from .mesh import box, moved
from .texture import CARTON
from .texture.noise import Image

_ON_BACK = np.array([[0.0, 0.0, -1.0], [1.0, 0.0, 0.0], [0.0, -1.0, 0.0]])  # front up, its top towards -x


def packet(length: float, width: float, height: float, picture: Image, mass: float) -> Part:
    """Return a packet.

    Args:
        length: along x [m].
        width: along y [m].
        height: [m].
        picture: laid out as in `CARTON`; its front is on top, to be read from +x.
        mass: [kg].
    """
    upright = box((width / 2, height / 2, length / 2), bevel=0.0015, windows=CARTON)
    mesh: Mesh = moved(upright, (0.0, 0.0, height / 2), _ON_BACK)
    shape = slab((-length / 2, -width / 2, 0.0), (length / 2, width / 2, height))
    return Part("", (Visual(mesh, Material(texture=picture, specular=0.25)),), (shape,), mass=mass)
