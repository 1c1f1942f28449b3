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
Corner = Form = tuple[float, float, float]


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
    found = np.empty(len(shapes.corners), np.int32)
    count = _sift(shapes, chosen, seen, screen, near, nearness.shape[1] - 1.0, nearness.shape[0] - 1.0, found)
    for face in found[:count]:
        a, b, c = shapes.corners[face, 0], shapes.corners[face, 1], shapes.corners[face, 2]
        _draw(face, a, b, c, screen, near, planes, nearness, faces)


@kernel
def _sift(
    shapes: Shapes,
    chosen: NDArray[np.int32],
    seen: NDArray[np.bool_],
    screen: Screen,
    near: float,
    right: float,
    bottom: float,
    found: NDArray[np.int32],
) -> int:
    """Write the faces that may cover a pixel's centre, and return how many; without branches, which would be guesses."""
    count = 0
    for geom in chosen:
        if seen[geom]:
            for face in range(shapes.faces[geom, 0], shapes.faces[geom, 1]):
                a, b, c = shapes.corners[face, 0], shapes.corners[face, 1], shapes.corners[face, 2]
                x0, x1, y0, y1 = _box(screen, a, b, c, right, bottom)
                ax, ay = np.float64(screen[a, 3]), np.float64(screen[a, 4])
                front = (screen[b, 3] - ax) * (screen[c, 4] - ay) > (screen[c, 3] - ax) * (screen[b, 4] - ay)
                whole = min(screen[a, 2], screen[b, 2], screen[c, 2]) >= near
                beyond = max(screen[a, 2], screen[b, 2], screen[c, 2]) >= near
                found[count] = face
                count += beyond & ((not whole) | (front & (x0 <= x1) & (y0 <= y1)))
    return count


@kernel
def _box(screen: Screen, a: int, b: int, c: int, right: float, bottom: float) -> Box:
    """Return the first and last column and row of pixels that a face in front of the camera may cover."""
    ax, ay, bx, by, cx, cy = screen[a, 3], screen[a, 4], screen[b, 3], screen[b, 4], screen[c, 3], screen[c, 4]
    return (
        max(0.0, np.ceil(min(ax, bx, cx) - _OVERLAP)),
        min(right, np.floor(max(ax, bx, cx) + _OVERLAP)),
        max(0.0, np.ceil(min(ay, by, cy) - _OVERLAP)),
        min(bottom, np.floor(max(ay, by, cy) + _OVERLAP)),
    )


@kernel
def _box_beyond(screen: Screen, a: int, b: int, c: int, near: float, right: float, bottom: float) -> Box:
    """Return the same for the part of a face that is beyond the near plane."""
    x0, x1, y0, y1 = np.inf, -np.inf, np.inf, -np.inf
    for one, other in ((a, b), (b, c), (c, a)):
        w, towards = screen[one, 2], screen[other, 2]
        if w >= near:
            x, y = screen[one, 3], screen[one, 4]
            x0, x1, y0, y1 = min(x0, x), max(x1, x), min(y0, y), max(y1, y)
        if (w >= near) != (towards >= near):
            share = (near - w) / (towards - w)
            x = (screen[one, 0] + share * (screen[other, 0] - screen[one, 0])) / near
            y = (screen[one, 1] + share * (screen[other, 1] - screen[one, 1])) / near
            x0, x1, y0, y1 = min(x0, x), max(x1, x), min(y0, y), max(y1, y)
    return max(0.0, np.ceil(x0)), min(right, np.floor(x1)), max(0.0, np.ceil(y0)), min(bottom, np.floor(y1))


@kernel
def _forms(a: Corner, b: Corner, c: Corner) -> tuple[Form, Form, Form]:
    """Return the linear forms of (x, y, 1) that are a face's barycentric coordinates over W; none is positive behind."""
    first = b[1] * c[2] - b[2] * c[1], b[2] * c[0] - b[0] * c[2], b[0] * c[1] - b[1] * c[0]
    second = c[1] * a[2] - c[2] * a[1], c[2] * a[0] - c[0] * a[2], c[0] * a[1] - c[1] * a[0]
    third = a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    volume = a[0] * first[0] + a[1] * first[1] + a[2] * first[2]
    scale = 1 / volume if volume > 0 else 0.0
    return (
        (first[0] * scale, first[1] * scale, first[2] * scale),
        (second[0] * scale, second[1] * scale, second[2] * scale),
        (third[0] * scale, third[1] * scale, third[2] * scale),
    )


@kernel
def _cut(form: Form, y: int, first: float, last: float) -> tuple[float, float]:
    """Return the part of a row of pixels, from `first` to `last`, where a form is positive, or almost."""
    run, rest = form[0], form[1] * y + form[2] + _OVERLAP * (abs(form[0]) + abs(form[1]))
    if run > 0:
        first = max(first, -rest / run)
    elif run < 0:
        last = min(last, -rest / run)
    elif rest < 0:
        last = -1.0
    return first, last


@kernel
def _draw(
    face: int,
    a: int,
    b: int,
    c: int,
    screen: Screen,
    near: float,
    planes: NDArray[np.float32],
    nearness: NDArray[np.float32],
    faces: NDArray[np.int32],
) -> None:
    """Draw a face row by row: where its forms are positive is a span of pixels."""
    aw, bw, cw = np.float64(screen[a, 2]), np.float64(screen[b, 2]), np.float64(screen[c, 2])
    one, two, three = _forms(
        (np.float64(screen[a, 0]), np.float64(screen[a, 1]), aw),
        (np.float64(screen[b, 0]), np.float64(screen[b, 1]), bw),
        (np.float64(screen[c, 0]), np.float64(screen[c, 1]), cw),
    )
    right, down, start = one[0] + two[0] + three[0], one[1] + two[1] + three[1], one[2] + two[2] + three[2]
    planes[face, 0], planes[face, 1], planes[face, 2], planes[face, 6] = two[0], two[1], two[2], right
    planes[face, 3], planes[face, 4], planes[face, 5], planes[face, 7] = three[0], three[1], three[2], down
    width, height, whole = float(nearness.shape[1]), float(nearness.shape[0]), min(aw, bw, cw) >= near
    if whole:
        left, end, top, bottom = _box(screen, a, b, c, width - 1, height - 1)
    else:
        left, end, top, bottom = _box_beyond(screen, a, b, c, near, width - 1, height - 1)
    for y in range(int(top), int(bottom) + 1):
        first, last = _cut(one, y, left, end)
        first, last = _cut(two, y, first, last)
        first, last = _cut(three, y, first, last)
        if not whole:
            first, last = _cut((-right, -down, 1 / near - start), y, first, last)
        # an edge may cross a row too far away for an integer
        for x in range(math.ceil(min(first, width)), math.floor(max(last, -1.0)) + 1):
            value = np.float32(right * x + down * y + start)
            if value > nearness[y, x]:
                nearness[y, x], faces[y, x] = value, face
