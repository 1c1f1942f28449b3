"""The software rasteriser against pictures that can be computed by hand."""

from concurrent.futures import ThreadPoolExecutor

import mujoco
import numpy as np
import pytest

from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.envs.rendering import RENDERERS, open_renderer
from perdure.envs.rendering.raster import RasterRenderer

SIZE = 64
FOVY = 90.0
FOCAL = SIZE / 2  # at 90 degrees
LIT = {"emission": 1.0}  # shows its colour and nothing else
QUAD = ((0, 1, 2), (0, 2, 3))
QUAD_UV = ((0, 0), (1, 0), (1, 1), (0, 1))


class Stage:
    """A camera at the origin that looks along -z, x to the right and y upwards, without light."""

    def __init__(self):
        self.spec = mujoco.MjSpec()
        self.spec.stat.extent = 1.0
        self.spec.visual.map.znear, self.spec.visual.map.zfar = 0.1, 50.0
        self.spec.visual.headlight.active = 0
        self.spec.worldbody.add_camera(name="eye", fovy=FOVY)

    def mesh(self, vertices, faces=QUAD, *, rgba=(1, 1, 1), uv=None, texture=None, body=None, **material):
        count = len(self.spec.meshes)
        mesh = self.spec.add_mesh(name=f"mesh{count}", inertia=mujoco.mjtMeshInertia.mjMESH_INERTIA_SHELL)
        faces = np.array(faces)
        vertices = np.concatenate([vertices, np.zeros((4, 3))])  # MuJoCo wants at least four
        a, b, c = (vertices[faces[:, k]] for k in range(3))
        normals = np.cross(b - a, c - a)
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        mesh.uservert, mesh.userface = vertices.ravel(), faces.ravel()
        mesh.usernormal, mesh.userfacenormal = normals.ravel(), np.repeat(np.arange(len(faces)), 3)
        if uv is not None:
            mesh.usertexcoord, mesh.userfacetexcoord = np.array(uv, float).ravel(), faces.ravel()
        settings = {"specular": 0.0, "shininess": 0.5, **(material or LIT)}
        made = self.spec.add_material(name=f"material{count}", rgba=[*rgba, 1], **settings)
        if texture is not None:
            height, width, _ = texture.shape
            image = self.spec.add_texture(
                name=f"texture{count}", type=mujoco.mjtTexture.mjTEXTURE_2D, width=width, height=height, nchannel=3
            )
            image.data = texture.astype(np.uint8).tobytes()
            made.textures[mujoco.mjtTextureRole.mjTEXROLE_RGB] = f"texture{count}"
        (body or self.spec.worldbody).add_geom(
            type=mujoco.mjtGeom.mjGEOM_MESH, meshname=f"mesh{count}", material=f"material{count}", group=1, contype=0,
            conaffinity=0, density=0,
        )  # fmt: skip
        return self

    def square(self, left, right, low, high, depth, **options):
        """Add a square that faces the camera; `depth` may be one number per corner."""
        depths = np.broadcast_to(depth, 4)
        corners = np.array([(left, low), (right, low), (right, high), (left, high)], float)
        return self.mesh(np.column_stack([corners, -depths]), **options)

    def light(self, direction, diffuse, specular=0.0):
        self.spec.worldbody.add_light(
            type=mujoco.mjtLightType.mjLIGHT_DIRECTIONAL, dir=direction, diffuse=[diffuse] * 3,
            specular=[specular] * 3, ambient=[0.0] * 3,
        )  # fmt: skip
        return self

    def compile(self):
        model = self.spec.compile()
        data = mujoco.MjData(model)
        mujoco.mj_forward(model, data)
        return model, data

    def seen(self, size=SIZE, **options):
        model, data = self.compile()
        return RasterRenderer(model, size, **options), data


def centres(size=SIZE):
    """Return x and y (rightwards, upwards) at depth 1 of the pixels' centres."""
    steps = (np.arange(size) + 0.5 - size / 2) / (size / 2)
    x, y = np.meshgrid(steps, -steps)
    return x, y


def test_a_square_fills_exactly_the_pixels_whose_centres_it_holds():
    renderer, data = Stage().square(-0.5, 0.25, -0.125, 0.75, depth=1).seen()
    x, y = centres()
    inside = (x > -0.5) & (x < 0.25) & (y > -0.125) & (y < 0.75)
    image = renderer.render(data, "eye")
    np.testing.assert_array_equal(image, inside[..., None] * np.full(3, 255, np.uint8))
    np.testing.assert_array_equal(renderer.segmentation(data, "eye"), np.where(inside, 0, -1))
    depth = renderer.depth(data, "eye")
    np.testing.assert_allclose(depth[inside], 1, rtol=1e-6)
    assert np.isinf(depth[~inside]).all()


def test_a_triangle_fills_exactly_the_pixels_whose_centres_it_holds():
    corners = np.array([(-0.71, -0.63), (0.83, -0.37), (0.11, 0.79)])
    renderer, data = Stage().mesh(np.column_stack([2 * corners, np.full(3, -2)]), [(0, 1, 2)]).seen()
    x, y = centres()
    inside = np.ones_like(x, bool)
    for (ax, ay), (bx, by) in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        inside &= (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0
    np.testing.assert_array_equal(renderer.segmentation(data, "eye") == 0, inside)


def test_a_wide_picture_shows_more_at_the_sides():
    renderer, data = Stage().square(-5, 5, -5, 5, depth=2).seen(width=2 * SIZE)
    assert renderer.render(data, "eye").shape == (SIZE, 2 * SIZE, 3)
    assert (renderer.segmentation(data, "eye") == 0).all()
    narrow, data = Stage().square(-2, 2, -2, 2, depth=2).seen(width=2 * SIZE)
    columns = (narrow.segmentation(data, "eye") == 0).all(axis=0)
    np.testing.assert_array_equal(np.flatnonzero(columns), np.arange(SIZE // 2, 3 * SIZE // 2))


def test_backs_are_not_seen():
    renderer, data = Stage().mesh([(-1, -1, -1), (1, -1, -1), (1, 1, -1)], [(0, 2, 1)]).seen()
    assert (renderer.segmentation(data, "eye") == -1).all()


def test_the_depth_of_a_tilted_plane_is_the_analytic_one():
    # z = -(2 + x / 2): at pixel direction x, depth d has d = 2 + x d / 2
    renderer, data = Stage().square(-1, 1.5, -1.5, 1.5, depth=(1.5, 2.75, 2.75, 1.5)).seen()
    x, _ = centres()
    depth = renderer.depth(data, "eye")
    inside = np.isfinite(depth)
    assert inside.sum() > 1000
    np.testing.assert_allclose(depth[inside], (2 / (1 - x / 2))[inside], rtol=1e-5)


def test_the_nearer_thing_hides_the_other_whatever_the_order():
    near, far = {"depth": 1, "rgba": (1, 0, 0)}, {"depth": 2, "rgba": (0, 0, 1)}
    for first, second in ((near, far), (far, near)):
        stage = Stage().square(-0.5, 0.5, -0.5, 0.5, **first).square(-0.5, 0.5, -0.5, 0.5, **second)
        image = stage.seen()[0].render(stage.compile()[1], "eye")
        x, y = centres()
        inside = (abs(x) < 0.5) & (abs(y) < 0.5)
        assert (image[inside] == (255, 0, 0)).all()
        assert (image[~inside] == 0).all()


def test_things_cut_each_other_where_they_cross():
    stage = Stage().square(-4, 4, -4, 4, depth=2, rgba=(1, 0, 0))
    stage.square(-4, 4, -4, 4, depth=(0.3, 3.7, 3.7, 0.3), rgba=(0, 0, 1))  # depth 2 + 0.425 x
    renderer, data = stage.seen()
    x, _ = centres()
    image, clear = renderer.render(data, "eye"), abs(x) > 1e-3
    np.testing.assert_array_equal((image[..., 2] == 255)[clear], (x < 0)[clear])


def test_nothing_is_nearer_than_the_near_plane_or_farther_than_the_far_one():
    # a floor 1 below the eye, from behind it to far away: depth at y < 0 is -1 / y
    floor = [(-200, -1, 5), (200, -1, 5), (200, -1, -200), (-200, -1, -200)]
    renderer, data = Stage().mesh(floor).seen()
    _, y = centres()
    depth, true = renderer.depth(data, "eye"), -1 / np.minimum(y, -1e-9)
    visible = (true > 0.1) & (true < 50)
    np.testing.assert_array_equal(np.isfinite(depth), visible)
    np.testing.assert_allclose(depth[visible], true[visible], rtol=1e-4)
    # a wall that comes from behind on the right: x = 0.05, so depth at x > 0 is 0.05 / x and near is x = 0.5
    wall = [(0.05, -9, 3), (0.05, 9, 3), (0.05, 9, -3), (0.05, -9, -3)]
    renderer, data = Stage().mesh(wall).seen()
    x, _ = centres()
    depth, true = renderer.depth(data, "eye"), 0.05 / np.maximum(x, 1e-9)
    visible = (true > 0.1) & (true < 3)
    np.testing.assert_array_equal(np.isfinite(depth), visible)
    np.testing.assert_allclose(depth[visible], true[visible], rtol=1e-4)


def test_a_texture_is_in_perspective():
    # a floor of black and white squares of side 1, seen from 1 above
    board = np.zeros((64, 64, 3), np.uint8)
    board[:32, :32] = board[32:, 32:] = 255
    floor = [(-8, -1, 0), (8, -1, 0), (8, -1, -16), (-8, -1, -16)]
    renderer, data = Stage().mesh(floor, uv=8 * np.array(QUAD_UV), texture=board).seen(256)
    x, y = centres(256)
    depth = np.where(y < -0.17, -1 / np.minimum(y, -1e-9), np.nan)
    across = x * depth
    odd = (np.floor(across) + np.floor(depth)) % 2 == 1
    # away from the edges of the squares, where colours mix, and not so far that texels do
    clear = (depth < 5) & (abs(across) < 7.9)
    for value in (across, depth):
        clear &= abs(value - np.round(value)) > 0.15
    assert clear.sum() > 5000
    white = renderer.render(data, "eye")[..., 0] > 127
    assert (white == ~odd)[clear].all() or (white == odd)[clear].all()


def test_a_texture_has_its_first_row_at_v_0():
    picture = np.zeros((2, 2, 3), np.uint8)
    picture[0, 0], picture[0, 1], picture[1, 0], picture[1, 1] = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)
    renderer, data = Stage().square(-1, 1, -1, 1, depth=1, uv=QUAD_UV, texture=picture).seen()
    image = renderer.render(data, "eye")
    quarter, three = SIZE // 4, 3 * SIZE // 4  # the middles of the texels, where nothing mixes
    for row, column, colour in (
        (three, quarter, picture[0, 0]), (three, three, picture[0, 1]),
        (quarter, quarter, picture[1, 0]), (quarter, three, picture[1, 1]),
    ):  # fmt: skip
        assert abs(image[row, column].astype(int) - colour).max() <= 9


def test_a_texture_far_away_is_averaged():
    noise = np.random.default_rng(0).integers(0, 256, (256, 256, 3)).astype(np.uint8)
    renderer, data = Stage().square(-1, 1, -1, 1, depth=20, uv=QUAD_UV, texture=noise).seen()
    seen = renderer.segmentation(data, "eye") == 0
    assert abs(renderer.render(data, "eye")[seen].astype(float) - 127.5).max() < 12


def _fan(rng, count):
    """Return a disc cut into triangles with random inner corners: many edges of all directions, each shared."""
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)
    ring = np.column_stack([np.cos(angles), np.sin(angles)])
    inner = ring * rng.uniform(0.2, 0.8, (count, 1))
    points = np.concatenate([ring, inner, [(0.013, -0.021)]])
    faces = []
    for i in range(count):
        j = (i + 1) % count
        faces += [(i, j, count + j), (i, count + j, count + i), (count + i, count + j, 2 * count)]
    return points, faces


@pytest.mark.parametrize("seed", range(3))
def test_faces_that_share_an_edge_leave_no_crack(seed):
    rng = np.random.default_rng(seed)
    points, faces = _fan(rng, 47)
    depth = 1.2 + 0.3 * points[:, 0] + 0.1 * points[:, 1]
    vertices = np.column_stack([points * depth[:, None], -depth])
    renderer, data = Stage().mesh(vertices, faces).seen(256)
    x, y = centres(256)
    seen = renderer.segmentation(data, "eye") == 0
    assert seen[np.hypot(x, y) < 0.99].all()
    assert not seen[np.hypot(x, y) > 1.01].any()


def _sphere(radius, centre, rings=48):
    polar, azimuth = np.linspace(0, np.pi, rings + 1), np.linspace(0, 2 * np.pi, 2 * rings, endpoint=False)
    grid = np.array([(np.sin(p) * np.cos(a), np.sin(p) * np.sin(a), np.cos(p)) for p in polar for a in azimuth])
    faces, around = [], 2 * rings
    for ring in range(rings):
        for step in range(around):
            a, b = ring * around + step, ring * around + (step + 1) % around
            if ring < rings - 1:
                faces.append((a, a + around, b + around))
            if ring > 0:
                faces.append((a, b + around, b))
    return radius * grid + centre, faces


def test_a_ball_has_the_silhouette_and_the_depth_of_a_ball():
    distance, radius, size = 3.0, 1.0, 256
    renderer, data = Stage().mesh(*_sphere(radius, (0, 0, -distance))).seen(size)
    seen = renderer.segmentation(data, "eye") == 0
    area = np.pi * (radius / np.sqrt(distance**2 - radius**2) * size / 2) ** 2
    assert seen.sum() == pytest.approx(area, rel=0.01)
    assert renderer.depth(data, "eye").min() == pytest.approx(distance - radius, rel=3e-4)


def test_light_on_a_plane_is_what_the_formula_says():
    direction = np.array([0.3, -0.5, -1.0])
    towards, view, normal = -direction / np.linalg.norm(direction), np.array([0, 0, 1.0]), np.array([0, 0, 1.0])
    half = (towards + view) / np.linalg.norm(towards + view)
    colour, diffuse, strength, specular, shininess, head = np.array([0.6, 0.4, 0.2]), 0.7, 0.5, 0.3, 0.1, 0.1
    stage = Stage().light(direction, diffuse, strength)
    headlight = stage.spec.visual.headlight
    headlight.active = 1
    headlight.ambient, headlight.diffuse, headlight.specular = [0.15] * 3, [head] * 3, [0.0] * 3
    # far away and small, so that the direction to the eye is the same everywhere
    stage.square(-0.5, 0.5, -0.5, 0.5, depth=40, rgba=colour, specular=specular, shininess=shininess)
    renderer, data = stage.seen(512)
    shine = specular * strength * (normal @ half) ** (128 * shininess)
    expected = colour * (0.15 + head + diffuse * normal @ towards) + shine
    pixel = renderer.render(data, "eye")[256, 256]
    np.testing.assert_allclose(pixel, 255 * expected, atol=1.0)


def test_light_from_behind_does_not_shine():
    stage = Stage().light((0, 0, 1), 1.0, 1.0).square(-1, 1, -1, 1, depth=1, specular=1.0)
    renderer, data = stage.seen()
    assert (renderer.render(data, "eye") == 0).all()


def _busy():
    """A stage with textures, light, and a moving and a mocap body."""
    rng = np.random.default_rng(5)
    noise = rng.integers(0, 256, (32, 16, 3)).astype(np.uint8)
    stage = Stage().light((0.2, -0.4, -1), 0.6, 0.4)
    stage.spec.visual.headlight.active = 1
    stage.square(-4, 4, -4, 4, depth=(3, 5, 5, 3), uv=3 * np.array(QUAD_UV), texture=noise, specular=0.2)
    for name, mocap in (("fixture", True), ("thing", False)):
        body = stage.spec.worldbody.add_body(name=name, mocap=mocap, pos=(0.4 if mocap else -0.4, 0, -2))
        if not mocap:
            body.add_freejoint()
            body.mass, body.inertia, body.explicitinertial = 1, [1, 1, 1], True
        stage.mesh(*_sphere(0.3, (0, 0, 0), 12), rgba=rng.random(3), specular=0.5, body=body)
    return stage.compile()


def test_supersampling_is_the_average_of_the_large_picture():
    model, data = _busy()
    large = RasterRenderer(model, 3 * SIZE).render(data, "eye").reshape(SIZE, 3, SIZE, 3, 3).astype(int)
    fine = RasterRenderer(model, SIZE, supersample=3).render(data, "eye")
    np.testing.assert_array_equal(fine, (large.sum(axis=(1, 3)) + 4) // 9)


def test_bodies_are_told_apart():
    model, data = _busy()
    ids = RasterRenderer(model, SIZE).segmentation(data, "eye")
    assert set(np.unique(ids)) == {-1, 0, model.body("fixture").id, model.body("thing").id}


def test_a_kept_background_changes_no_byte_and_follows_what_moves():
    model, data = _busy()
    keeping, drawing = RasterRenderer(model, SIZE), RasterRenderer(model, SIZE, keep_backgrounds=False)
    rng, pictures = np.random.default_rng(0), set()
    for _ in range(40):  # more than are kept
        data.mocap_pos[0, :2] = rng.uniform(-0.5, 0.5, 2)
        for _ in range(2):
            data.qpos[:2] = rng.uniform(-0.5, 0.5, 2)
            mujoco.mj_forward(model, data)
            for look in ("render", "depth", "segmentation"):
                kept, drawn = (getattr(each, look)(data, "eye") for each in (keeping, drawing))
                np.testing.assert_array_equal(kept, drawn)
            pictures.add(keeping.render(data, "eye").tobytes())
    assert len(pictures) == 80


def test_two_renderers_give_the_same_bytes_in_two_threads_at_once():
    model, _ = _busy()

    def film(_):
        renderer, data = RasterRenderer(model, SIZE), mujoco.MjData(model)
        frames = []
        for step in range(60):
            data.qpos[:2] = 0.4 * np.cos(0.2 * step + np.array([0, 1]))
            mujoco.mj_forward(model, data)
            frames.append(renderer.render(data, "eye"))
        return np.array(frames)

    alone = film(0)
    with ThreadPoolExecutor(2) as pool:
        for frames in pool.map(film, range(2)):
            np.testing.assert_array_equal(frames, alone)


def test_what_cannot_be_drawn_is_named():
    stage = Stage().square(-1, 1, -1, 1, depth=1)
    stage.spec.worldbody.add_geom(name="pill", type=mujoco.mjtGeom.mjGEOM_CAPSULE, size=[0.1, 0.1, 0], group=1)
    with pytest.raises(PerdureError, match="'pill'"):
        stage.seen()
    stage = Stage().square(-1, 1, -1, 1, depth=1)
    stage.spec.worldbody.add_light(type=mujoco.mjtLightType.mjLIGHT_SPOT)
    with pytest.raises(PerdureError, match="directional"):
        stage.seen()
    stage = Stage().square(-1, 1, -1, 1, depth=1)
    stage.spec.materials[0].rgba = [1, 1, 1, 0.5]
    with pytest.raises(PerdureError, match="transparent"):
        stage.seen()
    with pytest.raises(PerdureError, match="nothing to draw"):
        Stage().seen()


def test_an_unknown_renderer_lists_what_exists():
    model, data = Stage().square(-1, 1, -1, 1, depth=1).compile()
    with pytest.raises(UnknownNameError, match="raster"):
        open_renderer(model, SIZE, renderer="rastr")
    renderer = open_renderer(model, SIZE)
    assert renderer.name in RENDERERS
    assert renderer.render(data, "eye").shape == (SIZE, SIZE, 3)
    renderer.close()


@pytest.mark.parametrize("seed", range(4))
def test_random_triangles_around_the_camera_are_seen_as_rays_see_them(seed):
    """Many of them cross the near plane or are partly behind the camera; few rays may graze an edge."""
    rng = np.random.default_rng(seed)
    vertices = rng.normal(size=(30, 3)) * rng.uniform(0.3, 3)
    faces = rng.permutation(30).reshape(10, 3)
    renderer, data = Stage().mesh(vertices, np.concatenate([faces, faces[:, ::-1]])).seen()
    x, y = centres()
    rays = np.stack([x, y, -np.ones_like(x)], axis=-1)
    nearest = np.full(x.shape, np.inf)
    for a, b, c in vertices[faces]:
        normal = np.cross(b - a, c - a)
        depth = (normal @ a) / (rays @ normal)
        points = rays * depth[..., None]
        sides = [np.cross(q - p, points - p) @ normal for p, q in ((a, b), (b, c), (c, a))]
        hit = (np.min(sides, axis=0) > 0) & (depth > 0.1) & (depth < 50)
        nearest = np.where(hit, np.minimum(nearest, depth), nearest)
    assert np.isfinite(nearest).any()
    assert np.isclose(renderer.depth(data, "eye"), nearest, rtol=1e-4).mean() > 0.995
