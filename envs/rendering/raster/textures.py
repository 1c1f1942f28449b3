"""Textures with their smaller versions, packed so that one integer product weighs all three colours of a texel."""

from __future__ import annotations

from typing import NamedTuple

import mujoco
import numpy as np
from numpy.typing import NDArray

from ...errors import PerdureError


class Textures(NamedTuple):
    """All textures of a model.

    Attributes:
        first: (T,) row of `levels` where a texture starts, with its largest version.
        levels: (M, 4) offset in `texels`, width, height, and how many smaller versions follow.
        texels: red, green and blue in 16 bits each, red lowest: 8 bits of value and 8 bits for a weight.
    """

    first: NDArray[np.int32]
    levels: NDArray[np.int32]
    texels: NDArray[np.uint64]


def read_textures(model: mujoco.MjModel) -> Textures:
    """Read the textures of a model; row 0 is where v = 0.

    Raises:
        PerdureError: one is not a plane picture of red, green and blue.
    """
    first: list[int] = []
    levels: list[tuple[int, int, int, int]] = []
    texels, offset = [np.zeros(0, np.uint64)], 0
    for texture in range(model.ntex):
        versions = _halved(_picture(model, texture))
        first.append(len(levels))
        for number, version in enumerate(versions, 1):
            height, width, _ = version.shape
            levels.append((offset, width, height, len(versions) - number))
            offset += height * width
            red, green, blue = np.moveaxis(version.reshape(-1, 3).astype(np.uint64), 1, 0)
            texels.append(red | green << np.uint64(16) | blue << np.uint64(32))
    return Textures(np.array(first, np.int32), np.array(levels, np.int32).reshape(-1, 4), np.concatenate(texels))


def _picture(model: mujoco.MjModel, texture: int) -> NDArray[np.uint8]:
    kind = model.tex_type[texture]
    height, width, channels = (int(each[texture]) for each in (model.tex_height, model.tex_width, model.tex_nchannel))
    if kind != mujoco.mjtTexture.mjTEXTURE_2D.value or channels != 3:
        raise PerdureError(f"Texture '{model.texture(texture).name}' can't be drawn: only plane pictures in RGB can.")
    start = model.tex_adr[texture]
    return np.asarray(model.tex_data[start : start + height * width * channels]).reshape(height, width, channels)


def _halved(picture: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """Return a picture and its averages over 2 x 2, 4 x 4 ... texels, down to one."""
    versions = [picture]
    while max(picture.shape[:2]) > 1:
        for axis in (0, 1):
            length = picture.shape[axis]
            if length > 1:
                pairs = picture.take(range(length - length % 2), axis)
                even, odd = pairs.take(range(0, length - 1, 2), axis), pairs.take(range(1, length, 2), axis)
                picture = ((even.astype(np.uint16) + odd + 1) // 2).astype(np.uint8)
        versions.append(picture)
    return versions
