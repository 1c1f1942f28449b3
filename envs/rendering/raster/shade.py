"""Last step: the colours of the pixels, each computed once."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .compiled import kernel
from .shapes import Shapes
from .textures import Textures

# Texels per pixel from which the next smaller version of a texture is taken: half way between two, on average.
_BLUR = math.sqrt(2)
_STRIDE = 4  # this is decided for so many pixels at once, at the first of them, be it seen or not
_FAR = 1e-4  # least nearness at which it is decided [1/m]
_WHITE = np.uint64(0xFF00 | 0xFF00 << 16 | 0xFF00 << 32)  # of a geom without texture, as of `_texel`

Floats = NDArray[np.float64]


@kernel
def shade(
    shapes: Shapes,
    skins: NDArray[np.int32],
    textures: Textures,
    lit: NDArray[np.float32],
    planes: NDArray[np.float32],
    nearness: NDArray[np.float32],
    faces: NDArray[np.int32],
    image: NDArray[np.uint8],
    plane: Floats,
    shares: Floats,
) -> None:
    """Colour the pixels where faces are seen: the light of the corners in between them, times the texture.

    Args:
        shapes: G geoms with V vertices and F faces.
        skins: (G,) texture of a geom, or -1.
        textures: the model's.
        lit: (V, 3) as by `light`.
        planes, nearness, faces: as by `cover`.
        image: (H, W, 3), written where `faces` is not negative.
        plane, shares: (3, 3) and (5, 3) scratch, see `_load`.
    """
    last, skin, level, block = -1, -1, 0, -1
    for y in range(faces.shape[0]):
        for x in range(faces.shape[1]):
            face = faces[y, x]
            if face < 0:
                continue
            fresh = face != last
            if fresh:
                last, skin, block = face, skins[shapes.owners[face]], -1
                _load(shapes, lit, planes, face, plane, shares)
            second, third = _within(plane, 1.0 / nearness[y, x], x, y)
            texel = _WHITE
            if skin >= 0:
                here = y * faces.shape[1] + x - x % _STRIDE
                if here != block:
                    block = here
                    level = _level(textures, textures.first[skin], plane, shares, x - x % _STRIDE, y)
                u = shares[3, 0] + shares[3, 1] * second + shares[3, 2] * third
                v = shares[4, 0] + shares[4, 1] * second + shares[4, 2] * third
                texel = _texel(textures, level, u, v)
            for channel in range(3):
                value = shares[channel, 0] + shares[channel, 1] * second + shares[channel, 2] * third
                image[y, x, channel] = np.uint8(value * np.int64(texel & np.uint64(0xFFFF)) + 0.5)
                texel >>= np.uint64(16)


@kernel
def _load(
    shapes: Shapes, lit: NDArray[np.float32], planes: NDArray[np.float32], face: int, plane: Floats, shares: Floats
) -> None:
    """Write what the pixels of a face have in common.

    Args:
        shapes, lit, planes, face: as above.
        plane: (3, 3) second and third barycentric coordinate over W, and 1 / W, as c0 x + c1 y + c2.
        shares: (5, 3) colour / 256 and texture coordinates: of the first corner, and what others differ from it.
    """
    a, b, c = shapes.corners[face, 0], shapes.corners[face, 1], shapes.corners[face, 2]
    for column in range(3):
        plane[0, column], plane[1, column] = planes[face, column], planes[face, 3 + column]
        shares[column, 0] = lit[a, column] / 256
        shares[column, 1], shares[column, 2] = lit[b, column] / 256, lit[c, column] / 256
    plane[2, 0], plane[2, 1], plane[2, 2] = planes[face, 6], planes[face, 7], planes[face, 8]
    for axis in range(2):
        shares[3 + axis, 0] = shapes.uvs[a, axis]
        shares[3 + axis, 1], shares[3 + axis, 2] = shapes.uvs[b, axis], shapes.uvs[c, axis]
    for row in range(5):
        shares[row, 1] -= shares[row, 0]
        shares[row, 2] -= shares[row, 0]


@kernel
def _within(plane: Floats, w: float, x: int, y: int) -> tuple[float, float]:
    """Return the second and third barycentric coordinate of a pixel at depth w."""
    second = min(max(w * (plane[0, 0] * x + plane[0, 1] * y + plane[0, 2]), 0.0), 1.0)
    third = min(max(w * (plane[1, 0] * x + plane[1, 1] * y + plane[1, 2]), 0.0), 1.0 - second)
    return second, third


@kernel
def _level(textures: Textures, level: int, plane: Floats, shares: Floats, x: int, y: int) -> int:
    """Return the version of a texture, of which the largest is given, that has about one texel per pixel there."""
    w = 1.0 / max(plane[2, 0] * x + plane[2, 1] * y + plane[2, 2], _FAR)
    second, third = _within(plane, w, x, y)
    step = 0.0  # in texels of the largest, as pixels go right or down
    for axis in range(2):
        by_second, by_third = plane[0, axis] - second * plane[2, axis], plane[1, axis] - third * plane[2, axis]
        du = abs(shares[3, 1] * by_second + shares[3, 2] * by_third) * textures.levels[level, 1]
        dv = abs(shares[4, 1] * by_second + shares[4, 2] * by_third) * textures.levels[level, 2]
        step = max(step, du, dv)
    step *= w
    while step > _BLUR and textures.levels[level, 3] > 0:
        step *= 0.5
        level += 1
    return level


@kernel
def _texel(textures: Textures, level: int, u: float, v: float) -> np.uint64:
    """Return 256 times the colour of a picture at (u, v), from its four nearest texels: 16 bits each, red lowest."""
    start, width, height = textures.levels[level, 0], textures.levels[level, 1], textures.levels[level, 2]
    x, y = (u - np.floor(u)) * width + 0.5, (v - np.floor(v)) * height + 0.5
    right, bottom = int(x), int(y)
    across, down = int((x - right) * 256), int((y - bottom) * 256)
    left, top = right - 1 if right > 0 else width - 1, bottom - 1 if bottom > 0 else height - 1
    right, bottom = right if right < width else 0, bottom if bottom < height else 0
    upper, lower = start + top * width, start + bottom * width
    both = across * down >> 8
    texels = textures.texels
    total: np.uint64 = (
        texels[np.uint64(upper + left)] * np.uint64(256 - across - down + both)
        + texels[np.uint64(upper + right)] * np.uint64(across - both)
        + texels[np.uint64(lower + left)] * np.uint64(down - both)
        + texels[np.uint64(lower + right)] * np.uint64(both)
    )
    return total
