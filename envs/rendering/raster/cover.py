"""Second step: which face is seen in which pixel.

Triangles are drawn in two-dimensional homogeneous coordinates (M. Olano and T. Greer, Triangle scan conversion using 2D
homogeneous coordinates, 1997): a face's three edges and its nearness 1 / W are linear in the pixel's place even if
some of its corners are behind the camera, so nothing has to be clipped.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .compiled import kernel
from .shapes import Shapes

# Faces reach this much further [pixel]: neighbours that only almost share an edge leave no crack.
_OVERLAP = 1e-4

Screen = NDArray[np.float32]
Box = tuple[float, float, float, float]


@kernel
def cover(
    shapes: Shapes,
    chosen: NDArray[np.int32],
    seen: NDArray[np.bool_],
    screen: Screen,
    near: float,
    planes: NDArray[np.float32],
    nearness: NDArray[np.float32],
    faces: NDArray[np.int32],
) -> None:
    """Draw the faces of chosen geoms that face the camera over what is there, where they are nearer.

    Args:
        shapes: G geoms with F faces.
        chosen: rows of geoms.
        seen: (G,) and
        screen: (V, 5) as by `project`.
        near: distance below which nothing is drawn [m].
        planes: (F, 8), written for faces that are drawn: b / W of the second and third corner's barycentric
            coordinates b at a pixel (x, y) as c0 x + c1 y + c2, then the slopes in x and y of 1 / W.
        nearness: (H, W) 1 / W of what is seen [1/m], written.
        faces: (H, W) row of the face that is seen, written.
    """
    forms = np.empty((4, 3))
    corners = shapes.corners
    for geom in chosen:
        if not seen[geom]:
            continue
        for face in range(shapes.faces[geom, 0], shapes.faces[geom, 1]):
            a, b, c = corners[face, 0], corners[face, 1], corners[face, 2]
            if max(screen[a, 2], screen[b, 2], screen[c, 2]) < near:
                continue
            whole = min(screen[a, 2], screen[b, 2], screen[c, 2]) >= near
            box = _box(screen, a, b, c) if whole else _box_beyond(screen, a, b, c, near)
            left, right = max(0.0, box[0] - _OVERLAP), min(nearness.shape[1] - 1.0, box[1] + _OVERLAP)
            top, bottom = max(0.0, box[2] - _OVERLAP), min(nearness.shape[0] - 1.0, box[3] + _OVERLAP)
            if math.ceil(left) > math.floor(right) or math.ceil(top) > math.floor(bottom):
                continue
            if _set_up(screen, a, b, c, near, forms, planes, face):
                _fill(face, forms, 3 if whole else 4, (left, right, top, bottom), near, nearness, faces)


@kernel
def _box(screen: Screen, a: int, b: int, c: int) -> Box:
    """Return the least and greatest x and y of a face in front of the camera; nothing, -1 > -2, of its back."""
    ax, ay, bx, by, cx, cy = screen[a, 3], screen[a, 4], screen[b, 3], screen[b, 4], screen[c, 3], screen[c, 4]
    if (bx - ax) * (cy - ay) <= (cx - ax) * (by - ay):
        return -1.0, -2.0, -1.0, -2.0
    return min(ax, bx, cx), max(ax, bx, cx), min(ay, by, cy), max(ay, by, cy)


@kernel
def _box_beyond(screen: Screen, a: int, b: int, c: int, near: float) -> Box:
    """Return the same for the part of a face that is beyond the near plane."""
    left, right, top, bottom = np.inf, -np.inf, np.inf, -np.inf
    for one, other in ((a, b), (b, c), (c, a)):
        w, towards = screen[one, 2], screen[other, 2]
        if w >= near:
            x, y = screen[one, 3], screen[one, 4]
            left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
        if (w >= near) != (towards >= near):
            share = (near - w) / (towards - w)
            x = (screen[one, 0] + share * (screen[other, 0] - screen[one, 0])) / near
            y = (screen[one, 1] + share * (screen[other, 1] - screen[one, 1])) / near
            left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
    return left, right, top, bottom


@kernel
def _set_up(
    screen: Screen,
    a: int,
    b: int,
    c: int,
    near: float,
    forms: NDArray[np.float64],
    planes: NDArray[np.float32],
    face: int,
) -> bool:
    """Write the linear forms of (x, y, 1) that are positive inside of a face; tell whether it faces the camera.

    They are the barycentric coordinates over W, and 1 / near - 1 / W.
    """
    ax, ay, aw = float(screen[a, 0]), float(screen[a, 1]), float(screen[a, 2])
    bx, by, bw = float(screen[b, 0]), float(screen[b, 1]), float(screen[b, 2])
    cx, cy, cw = float(screen[c, 0]), float(screen[c, 1]), float(screen[c, 2])
    forms[0, 0], forms[0, 1], forms[0, 2] = by * cw - bw * cy, bw * cx - bx * cw, bx * cy - by * cx
    forms[1, 0], forms[1, 1], forms[1, 2] = cy * aw - cw * ay, cw * ax - cx * aw, cx * ay - cy * ax
    forms[2, 0], forms[2, 1], forms[2, 2] = ay * bw - aw * by, aw * bx - ax * bw, ax * by - ay * bx
    volume = ax * forms[0, 0] + ay * forms[0, 1] + aw * forms[0, 2]
    if volume <= 0:
        return False
    scale = 1 / volume
    for column in range(3):
        for row in range(3):
            forms[row, column] *= scale
        forms[3, column] = -(forms[0, column] + forms[1, column] + forms[2, column])
        planes[face, column], planes[face, 3 + column] = forms[1, column], forms[2, column]
    planes[face, 6], planes[face, 7] = -forms[3, 0], -forms[3, 1]
    forms[3, 2] += 1 / near
    return True


@kernel
def _fill(
    face: int,
    forms: NDArray[np.float64],
    count: int,
    box: Box,
    near: float,
    nearness: NDArray[np.float32],
    faces: NDArray[np.int32],
) -> None:
    """Draw a face row by row: where the forms are positive is a span of pixels."""
    left, right, top, bottom = box
    slope_x, slope_y, level = -forms[3, 0], -forms[3, 1], 1 / near - forms[3, 2]
    for row in range(count):
        forms[row, 2] += _OVERLAP * (abs(forms[row, 0]) + abs(forms[row, 1]))
    for y in range(math.ceil(top), math.floor(bottom) + 1):
        first, last = left, right
        for row in range(count):
            run, rest = forms[row, 0], forms[row, 1] * y + forms[row, 2]
            if run > 0:
                first = max(first, -rest / run)
            elif run < 0:
                last = min(last, -rest / run)
            elif rest < 0:
                last = -1.0
        start = slope_y * y + level
        # bounded again, since an edge may cross too far away for an integer
        for x in range(math.ceil(min(first, right + 1)), math.floor(max(last, left - 1)) + 1):
            value = np.float32(slope_x * x + start)
            if value > nearness[y, x]:
                nearness[y, x], faces[y, x] = value, face
