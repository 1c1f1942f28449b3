"""Third step: the light on the vertices of the faces that are seen, as OpenGL's fixed functions have it (Gouraud)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .compiled import kernel
from .lights import Lights
from .shapes import Shapes
from .surfaces import Surfaces
from .view import View

Floats = NDArray[np.float64]


@kernel
def light(
    shapes: Shapes,
    surfaces: Surfaces,
    lights: Lights,
    view: View,
    faces: NDArray[np.int32],
    stamp: int,
    stamps: NDArray[np.int32],
    lit: NDArray[np.float32],
    towards: Floats,
    local: Floats,
) -> None:
    """Light the vertices of visible faces.

    Args:
        shapes, surfaces: G geoms with V vertices.
        lights: L lights.
        view: who looks at what.
        faces: (H, W) as by `cover`.
        stamp: a number that no earlier call got.
        stamps: (V,) last stamp of a vertex, written.
        lit: (V, 3) the colour of a vertex in [0, 1], before the texture, written.
        towards, local: (L, 3) and (L + 1, 3) scratch: where the light comes from in the world; where the eye is and
            the light comes from in a geom's frame.
    """
    for axis in range(3):
        towards[0, axis] = view.axes[2 + 3 * axis]
        for lamp in range(1, len(towards)):
            towards[lamp, axis] = -view.lamps[lights.ids[lamp - 1], axis]
    present, last = -1, -1
    for y in range(faces.shape[0]):
        for x in range(faces.shape[1]):
            face = faces[y, x]
            if face < 0 or face == last:
                continue
            last, geom = face, shapes.owners[face]
            for corner in range(3):
                vertex = shapes.corners[face, corner]
                if stamps[vertex] != stamp:
                    stamps[vertex] = stamp
                    if geom != present:
                        present = geom
                        _turn(view, shapes.ids[geom], towards, local)
                    _light(shapes, vertex, surfaces, geom, lights, local, lit)


@kernel
def _turn(view: View, geom: int, towards: Floats, local: Floats) -> None:
    """Write eye and lights in a geom's frame."""
    eye, place, rotation = view.eye, view.places[geom], view.rotations[geom]
    for column in range(3):
        x, y, z = rotation[column], rotation[3 + column], rotation[6 + column]
        local[0, column] = x * (eye[0] - place[0]) + y * (eye[1] - place[1]) + z * (eye[2] - place[2])
        for lamp in range(len(towards)):
            local[1 + lamp, column] = x * towards[lamp, 0] + y * towards[lamp, 1] + z * towards[lamp, 2]


@kernel
def _light(
    shapes: Shapes, vertex: int, surfaces: Surfaces, geom: int, lights: Lights, local: Floats, lit: NDArray[np.float32]
) -> None:
    """Write the light of one vertex: Lambert's and Blinn's terms of each lamp."""
    position, normal, colour, gloss = shapes.positions, shapes.normals, surfaces.colours, surfaces.gloss
    nx, ny, nz = normal[vertex, 0], normal[vertex, 1], normal[vertex, 2]
    vx = local[0, 0] - position[vertex, 0]
    vy = local[0, 1] - position[vertex, 1]
    vz = local[0, 2] - position[vertex, 2]
    scale = 1 / math.sqrt(vx * vx + vy * vy + vz * vz)
    vx, vy, vz = vx * scale, vy * scale, vz * scale
    red, green, blue = (
        lights.ambient[0] + gloss[geom, 3],
        lights.ambient[1] + gloss[geom, 3],
        lights.ambient[2] + gloss[geom, 3],
    )
    red, green, blue = red * colour[geom, 0], green * colour[geom, 1], blue * colour[geom, 2]
    for lamp in range(len(lights.diffuse)):
        lx, ly, lz = local[1 + lamp, 0], local[1 + lamp, 1], local[1 + lamp, 2]
        lambert = nx * lx + ny * ly + nz * lz
        if lambert <= 0:
            continue
        hx, hy, hz = lx + vx, ly + vy, lz + vz  # halfway between lamp and eye
        towards = nx * hx + ny * hy + nz * hz
        shine, square = 0.0, hx * hx + hy * hy + hz * hz
        if towards > 0 and towards * towards > gloss[geom, 2] * square:
            shine = gloss[geom, 0] * np.float32(towards * towards / square) ** gloss[geom, 1]
        red += lambert * lights.diffuse[lamp, 0] * colour[geom, 0] + shine * lights.specular[lamp, 0]
        green += lambert * lights.diffuse[lamp, 1] * colour[geom, 1] + shine * lights.specular[lamp, 1]
        blue += lambert * lights.diffuse[lamp, 2] * colour[geom, 2] + shine * lights.specular[lamp, 2]
    lit[vertex, 0], lit[vertex, 1], lit[vertex, 2] = min(red, 1.0), min(green, 1.0), min(blue, 1.0)
