"""Every scene of the folder."""

import numpy as np
import pytest

from perdure.envs import scenes
from perdure.envs.assets.measure import corners, parts
from perdure.envs.errors import UnknownNameError
from perdure.envs.rotation import matrix
from perdure.envs.scenes.scene import look_at

FACES = 2000


@pytest.fixture(params=[(name, seed) for name in scenes.scenes() for seed in range(3)], ids=str)
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


def test_a_seed_decides_the_look():
    for name in scenes.scenes():
        twins = [scenes.build.__wrapped__(name, 4) for _ in range(2)]
        a, b = ([visual.material.rgba for part in twin.parts for visual in part.visuals] for twin in twins)
        assert a == b


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
