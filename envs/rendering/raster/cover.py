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
from .project import OVERLAP

Real = np.float64
Corner = tuple[Real, Real, Real]
Form = tuple[Real, Real, Real]

_FLAT = Real(1e-30)  # coefficient of x of a horizontal edge, which is taken for one that hardly is not


@kernel
def cover(
    corners: NDArray[np.int32],
    screen: NDArray[np.float32],
    found: NDArray[np.int32],
    count: int,
    near: float,
    planes: NDArray[np.float32],
    nearness: NDArray[np.float32],
    faces: NDArray[np.int32],
) -> None:
    """Draw faces over what is there, where they are nearer.

    Args:
        corners: (F, 3) vertices of the faces.
        screen, found, count: as by `project`.
        near: distance below which nothing is drawn [m].
        planes: (F, 9), written for faces that are drawn: b / W of the second and third corner's barycentric
            coordinates b at a pixel (x, y) as c0 x + c1 y + c2, then the slopes in x and y of 1 / W.
        nearness: (H, W) 1 / W of what is seen [1/m], written.
        faces: (H, W) row of the face that is seen, written.
    """
    for row in range(count):
        face = found[row, 0]
        a, b, c = corners[face, 0], corners[face, 1], corners[face, 2]
        aw, bw, cw = Real(screen[a, 2]), Real(screen[b, 2]), Real(screen[c, 2])
        volume, one, two, three = _forms(
            (Real(screen[a, 0]), Real(screen[a, 1]), aw),
            (Real(screen[b, 0]), Real(screen[b, 1]), bw),
            (Real(screen[c, 0]), Real(screen[c, 1]), cw),
        )
        if volume <= 0:
            continue
        total = one[0] + two[0] + three[0], one[1] + two[1] + three[1], one[2] + two[2] + three[2]  # 1 / W
        planes[face, 0], planes[face, 1], planes[face, 2], planes[face, 6] = two[0], two[1], two[2], total[0]
        planes[face, 3], planes[face, 4], planes[face, 5], planes[face, 7] = three[0], three[1], three[2], total[1]
        planes[face, 8] = total[2]
        bounds = _edge(one), _edge(two), _edge(three), _edge((-total[0], -total[1], 1 / near - total[2]))
        _fill(face, found[row], total, bounds, min(aw, bw, cw) >= near, nearness, faces)


@kernel
def _forms(a: Corner, b: Corner, c: Corner) -> tuple[Real, Form, Form, Form]:
    """Return the linear forms of (x, y, 1) that are a face's barycentric coordinates over W.

    First comes the volume between the face and the camera, negative if the back of the face is seen.
    """
    first = b[1] * c[2] - b[2] * c[1], b[2] * c[0] - b[0] * c[2], b[0] * c[1] - b[1] * c[0]
    second = c[1] * a[2] - c[2] * a[1], c[2] * a[0] - c[0] * a[2], c[0] * a[1] - c[1] * a[0]
    third = a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]
    volume = a[0] * first[0] + a[1] * first[1] + a[2] * first[2]
    scale = 1 / volume
    return (
        volume,
        (first[0] * scale, first[1] * scale, first[2] * scale),
        (second[0] * scale, second[1] * scale, second[2] * scale),
        (third[0] * scale, third[1] * scale, third[2] * scale),
    )


@kernel
def _edge(form: Form) -> Form:
    """Return where a form is zero, at x = slope y + offset, after its coefficient of x."""
    run = form[0] if form[0] != 0 else _FLAT
    scale = -1 / run
    return run, form[1] * scale, (form[2] + OVERLAP * (abs(form[0]) + abs(form[1]))) * scale


@kernel
def _cut(edge: Form, y: int, first: Real, last: Real) -> tuple[Real, Real]:
    """Return the part of a row of pixels, from `first` to `last`, that is on the inner side of an edge."""
    x = edge[1] * y + edge[2]
    return (max(first, x), last) if edge[0] > 0 else (first, min(last, x))


@kernel
def _fill(
    face: int,
    box: NDArray[np.int32],
    total: Form,
    edges: tuple[Form, Form, Form, Form],
    whole: np.bool_,
    nearness: NDArray[np.float32],
    faces: NDArray[np.int32],
) -> None:
    """Draw a face row by row: between its edges is a span of pixels. The last edge is where it comes too near."""
    beyond = Real(nearness.shape[1])
    for y in range(box[3], box[4] + 1):
        first, last = _cut(edges[0], y, Real(box[1]), Real(box[2]))
        first, last = _cut(edges[1], y, first, last)
        first, last = _cut(edges[2], y, first, last)
        if not whole:
            first, last = _cut(edges[3], y, first, last)
        base = total[1] * y + total[2]
        # an edge may cross a row too far away for an integer
        for x in range(math.ceil(min(first, beyond)), math.floor(max(last, Real(-1))) + 1):
            value, pixel = np.float32(total[0] * x + base), (np.uint64(y), np.uint64(x))  # no sign, no check for one
            if value > nearness[pixel]:
                nearness[pixel], faces[pixel] = value, face
