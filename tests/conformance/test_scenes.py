"""Every scene of the folder."""

import mujoco
import numpy as np
import pytest

from perdure.envs import robots, scenes
from perdure.envs.arm import Arm
from perdure.envs.assembly import ROBOT, assemble
from perdure.envs.assets.colours import COLOURS
from perdure.envs.assets.measure import corners, parts
from perdure.envs.errors import UnknownNameError
from perdure.envs.problems import PROBLEMS
from perdure.envs.rendering import open_renderer
from perdure.envs.rotation import matrix
from perdure.envs.scenes.scene import look_at

FACES = 2000
NAMES = scenes.scenes()
SIDE = 128


@pytest.fixture(params=[(name, seed) for name in NAMES for seed in range(3)], ids=str)
def scene(request):
    return scenes.build(*request.param)


def test_the_workspace_is_the_top_of_something_solid(scene):
    x, y, z = scene.origin
    tops = []
    for root in scene.parts:
        for part, pose in parts(root):
            for shape in part.collisions:
                points = pose.point(corners(shape))
                if (np.abs(points[:, 0] - x).max() >= scene.half[0]) and (
                    np.abs(points[:, 1] - y).max() >= scene.half[1]
                ):
                    tops.append(points[:, 2].max())
    assert any(top == pytest.approx(z) for top in tops)


def test_the_robot_stands_behind_its_workspace_and_looks_at_it(scene):
    assert scene.robot_base[0] < scene.origin[0] - scene.half[0]
    assert scene.robot_base[1] == pytest.approx(scene.origin[1])


def test_every_camera_sees_the_workspace(scene):
    assert "agentview" in [camera.name for camera in scene.cameras]
    for camera in scene.cameras:
        axes = matrix(camera.quaternion)
        for dx, dy in ((-0.35, 0.0), (0.1, 0.0), (-0.1, -0.3), (-0.1, 0.3)):
            point = np.add(scene.origin, (dx, dy, 0.0))
            right, up, back = (point - np.array(camera.position)) @ axes
            assert back < 0
            assert max(abs(right), abs(up)) / -back < np.tan(np.radians(camera.fovy / 2))


def test_a_scene_is_lit_by_one_shadow(scene):
    assert sum(light.castshadow for light in scene.lights) == 1
    total = scene.headlight.ambient + scene.headlight.diffuse + sum(light.diffuse for light in scene.lights)
    assert 0.8 < total < 1.25


def test_a_scene_is_cheap_to_draw(scene):
    assert (
        sum(len(visual.mesh.faces) for root in scene.parts for part, _ in parts(root) for visual in part.visuals)
        < FACES
    )


def test_every_problem_class_has_its_scene_and_workspace():
    for problem in PROBLEMS:
        assert scenes.build(problem.scene, 0).workspace == problem.workspace


def test_robot_and_camera_see_every_workspace_from_the_same_side(scene):
    other = scenes.build("kitchen", 1)
    for place, twin in (
        (scene.robot_base, other.robot_base),
        (scene.cameras[0].position, other.cameras[0].position),
    ):
        assert np.subtract(place, scene.origin) == pytest.approx(np.subtract(twin, other.origin))
    assert scene.cameras[0].quaternion == pytest.approx(other.cameras[0].quaternion)
    assert scene.half == other.half


def test_nothing_of_a_scene_is_where_the_robot_works(scene):
    """Behind its base a robot may turn; above and in front of it there is only what it works on."""
    for root in scene.parts:
        for part, pose in parts(root):
            for visual in part.visuals:
                points = pose.point(visual.mesh.vertices.astype(float))
                near = np.abs(points[:, :2] - scene.origin[:2]).max(axis=1) < scene.half[1]
                assert (
                    points[near, 2] < scene.origin[2] + max(1e-6, scene.robot_base[2] - scene.origin[2] + 1e-6)
                ).all()


def test_a_seed_decides_the_look():
    for name in NAMES:
        twins = [scenes.build.__wrapped__(name, 4) for _ in range(2)]
        a, b = ([visual.material.rgba for part in twin.parts for visual in part.visuals] for twin in twins)
        assert a == b


@pytest.fixture(scope="module", params=NAMES)
def pictures(request):
    """What the main camera sees of a scene without objects, (H, W, 3) for each of a few seeds, and what is where."""
    found = []
    for seed in range(4):
        model = assemble(scenes.build(request.param, seed), robots.load("panda"), {})
        data = mujoco.MjData(model)
        Arm(robots.load("panda"), model).go_home(data)
        mujoco.mj_forward(model, data)
        renderer = open_renderer(model, SIDE)
        bodies = renderer.segmentation(data, "agentview")
        names = np.array(["", *(model.body(body).name for body in range(model.nbody))])
        found.append((renderer.render(data, "agentview").astype(float), names[bodies + 1]))
    return found


def test_the_main_camera_sees_robot_workspace_and_room(pictures):
    for image, names in pictures:
        assert 0.03 < np.char.startswith(names, ROBOT).mean() < 0.25
        below = names[SIDE // 2 :]
        assert np.unique(below).size == 1  # the workspace
        assert (names != "").all()
        assert image[: SIDE // 3].std() > 15


def test_seeds_look_different(pictures):
    for i, (one, _) in enumerate(pictures):
        for other, _ in pictures[:i]:
            assert np.abs(one - other).mean() > 5


def test_things_of_every_colour_stand_out_from_the_workspace(pictures):
    """A workspace is brighter than what is black, and darker or more colourful than what is white."""
    dark, bright = (255 * np.mean(COLOURS[name]) for name in ("black", "white"))
    for image, _ in pictures:
        below = image[SIDE // 2 :]
        assert dark + 35 < below.mean() < bright - 20
        assert below.mean(axis=2).std() < 30


def test_a_camera_that_looks_at_a_point_has_it_in_the_middle_and_is_level():
    for target in ((0.0, 0.0, 0.0), (1.0, 5.0, -2.0), (-3.0, 0.1, 1.0)):
        axes = matrix(look_at((0.5, 0.2, 2.0), target))
        right, up, back = (np.array(target) - [0.5, 0.2, 2.0]) @ axes
        assert abs(right) < 1e-9
        assert abs(up) < 1e-9
        assert back < 0
        assert axes[2, 0] == pytest.approx(0, abs=1e-9)
        assert axes[2, 1] > 0


def test_an_unknown_scene_lists_what_exists():
    with pytest.raises(UnknownNameError, match="kitchen"):
        scenes.build("kitchn", 0)
