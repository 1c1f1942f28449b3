from collections import Counter

import numpy as np
import pytest

from perdure.envs.assets.asset import Mesh
from perdure.envs.assets.mesh import bounds, box, cylinder, facets, lathe, loft, merge, moved, stretched, tube, volume
from perdure.envs.assets.texture import CARTON

BEND = [(0.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, 1.0, 1.0)]
CUP = [(0.0, 0.0), (0.05, 0.0), (0.06, 0.08), (0.055, 0.08), (0.045, 0.005), (0.0, 0.005)]
TURNS = 2 * np.pi * np.arange(64) / 64
RINGS = [np.column_stack([r * np.cos(TURNS), r * np.sin(TURNS), np.full(64, z)]) for r, z in ((0.1, 0.0), (0.2, 0.3))]
POINTS = (0.0, 0.0, 0.0), (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
TETRAHEDRON = [[POINTS[i] for i in face] for face in ((0, 2, 1), (0, 1, 3), (1, 2, 3), (2, 0, 3))]
MESHES = {
    "box": box((0.1, 0.2, 0.3)),
    "bevelled box": box((0.1, 0.2, 0.3), (1.0, 2.0, 3.0), bevel=0.02),
    "carton": box((0.1, 0.2, 0.3), bevel=0.01, windows=CARTON),
    "cylinder": cylinder(0.1, 0.0, 0.3),
    "bevelled cylinder": cylinder(0.1, 0.0, 0.3, bevel=0.01),
    "cup": lathe(CUP),
    "ring": lathe([(0.10, 0.0), (0.12, 0.0), (0.12, 0.02), (0.10, 0.02), (0.10, 0.0)]),
    "bar": tube(BEND, 0.05),
    "strap": tube(BEND, 0.05, squash=0.5),
    "loft": loft(RINGS),
    "loft of rings that run the other way": loft(RINGS[::-1]),
    "facets": facets(TETRAHEDRON, [CARTON["top"]] * 4),
    "stretched": stretched(cylinder(0.1, 0.0, 0.3, bevel=0.01), (0.5, 2.0, 1.0)),
    "two": merge(box((0.1, 0.1, 0.1)), cylinder(0.1, 1.0, 1.3)),
}


def face_normals(mesh: Mesh) -> np.ndarray:
    a, b, c = (mesh.vertices[mesh.faces[:, i]].astype(float) for i in range(3))
    return np.cross(b - a, c - a)


@pytest.mark.parametrize("name", MESHES)
def test_every_edge_is_shared_by_two_faces_that_run_along_it_in_opposite_directions(name):
    mesh = MESHES[name]
    place = np.unique(np.round(mesh.vertices, 6), axis=0, return_inverse=True)[1].ravel()
    corners = place[mesh.faces]
    edges = Counter((int(a), int(b)) for face in corners for a, b in zip(face, np.roll(face, -1), strict=True))
    assert all(edges[a, b] == edges[b, a] for a, b in edges)


@pytest.mark.parametrize("name", MESHES)
def test_normals_are_unit_and_on_the_outer_side_of_their_faces(name):
    mesh = MESHES[name]
    assert np.allclose(np.linalg.norm(mesh.normals, axis=1), 1, atol=1e-5)
    flat = face_normals(mesh)
    assert (np.linalg.norm(flat, axis=1) > 1e-9).all()
    assert (np.einsum("fi,fci->fc", flat, mesh.normals[mesh.faces]) > 0).all()


@pytest.mark.parametrize("name", MESHES)
def test_arrays_have_the_promised_types_and_lengths(name):
    mesh = MESHES[name]
    assert mesh.vertices.dtype == mesh.normals.dtype == np.float32
    assert mesh.faces.dtype == np.int32
    assert mesh.faces.max() < len(mesh.vertices) == len(mesh.normals)
    assert mesh.uv is not None
    assert mesh.uv.shape == (len(mesh.vertices), 2)


def test_volumes_are_those_of_the_solids():
    assert volume(box((0.1, 0.2, 0.3))) == pytest.approx(0.048)
    assert volume(cylinder(0.1, 0.0, 0.3, 256)) == pytest.approx(np.pi * 0.003, rel=1e-3)
    cone = lathe([(0.0, 0.0), (0.1, 0.0), (0.0, 0.3)], 256)
    assert volume(cone) == pytest.approx(np.pi * 0.001, rel=1e-3)
    assert volume(loft(RINGS)) == pytest.approx(np.pi * 0.007, rel=3e-3)
    assert volume(facets(TETRAHEDRON, [CARTON["top"]] * 4)) == pytest.approx(1 / 6)
    assert volume(stretched(box((0.1, 0.2, 0.3)), (0.5, 3.0, 1.0))) == pytest.approx(0.072)
    assert volume(tube(BEND, 0.05, segments=128)) == pytest.approx(np.pi * 0.0025 * 2, rel=2e-3)


def test_a_bevel_rounds_the_edges_and_keeps_the_size():
    sharp, soft = box((0.1, 0.2, 0.3)), box((0.1, 0.2, 0.3), bevel=0.02)
    assert np.allclose(bounds(sharp), bounds(soft))
    assert 0.95 * volume(sharp) < volume(soft) < volume(sharp)


def test_a_lathe_creases_sharp_edges_and_smooths_flat_ones():
    sharp = lathe([(0.0, 0.0), (0.1, 0.0), (0.1, 0.1), (0.0, 0.1)], 8)
    side = np.abs(sharp.vertices[:, 2] - 0.1) < 1e-6
    assert set(np.round(sharp.normals[side, 2], 3)) == {0.0, 1.0}
    angles = np.linspace(-np.pi / 2, np.pi / 2, 13)
    ball = lathe([(float(np.cos(a)), float(np.sin(a))) for a in angles], 32)
    assert np.allclose(ball.normals, ball.vertices, atol=0.02)


def test_a_picture_in_a_window_stands_upright_on_every_side():
    mesh = box((0.1, 0.2, 0.3), windows=CARTON)
    for index, side in enumerate(("right", "left", "back", "front")):
        corners = slice(4 * index, 4 * index + 4)
        points, uv = mesh.vertices[corners], mesh.uv[corners]
        high = points[:, 2] > 0
        assert uv[high, 1].min() > uv[~high, 1].max()
        # Seen from outside, u grows to the right: right x up = out.
        right = points[np.argmax(uv[:, 0])] - points[np.argmin(uv[:, 0])]
        assert np.cross(right * [1, 1, 0], [0, 0, 1]) @ mesh.normals[corners][0] > 0
        assert (uv.min(axis=0) >= np.array(CARTON[side][:2]) - 1e-6).all()
        assert (uv.max(axis=0) <= np.array(CARTON[side][2:]) + 1e-6).all()


def test_moving_turns_points_and_normals_together():
    turn = np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    mesh = moved(box((0.1, 0.2, 0.3)), (1.0, 0.0, 0.0), turn)
    assert np.allclose(bounds(mesh), [[0.8, -0.1, -0.3], [1.2, 0.1, 0.3]], atol=1e-6)
    assert volume(mesh) == pytest.approx(0.048)
    assert (np.einsum("fi,fi->f", face_normals(mesh), mesh.normals[mesh.faces[:, 0]]) > 0).all()


def test_merged_texture_coordinates_need_every_mesh_to_have_them():
    plain = Mesh(*(getattr(MESHES["box"], field) for field in ("vertices", "faces", "normals")))
    assert merge(plain, MESHES["box"]).uv is None
