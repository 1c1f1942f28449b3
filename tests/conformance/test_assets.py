"""Every asset of the folder, whoever wrote it, under several seeds."""

import subprocess
import sys

import numpy as np
import pytest

from perdure.envs import assets
from perdure.envs.assets.asset import Articulation, Asset, Collision, Part
from perdure.envs.assets.measure import corners, parts
from perdure.envs.assets.mesh import volume
from perdure.envs.errors import UnknownNameError
from perdure.envs.kinematics import part_pose
from perdure.envs.pose import Pose

SEEDS = range(4)
CASES = [(category, seed) for category in assets.categories() for seed in SEEDS]
PANDA_OPENING = 0.08
FACES = 700


def build(case) -> Asset:
    category, seed = case
    return assets.build(category, seed, f"{category}_1")


def all_parts(asset: Asset) -> dict[str, Part]:
    return {part.name: part for part, _ in parts(asset.root)}


def extent(asset: Asset) -> tuple[np.ndarray, np.ndarray]:
    return np.array(asset.lower), np.array(asset.upper)


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}")
def asset(request) -> Asset:
    return build(request.param)


def test_meshes_are_solid_and_few(asset):
    visuals = [visual for part in all_parts(asset).values() for visual in part.visuals]
    assert all(volume(visual.mesh) > 0 for visual in visuals)
    assert all(np.allclose(np.linalg.norm(visual.mesh.normals, axis=1), 1, atol=1e-4) for visual in visuals)
    assert sum(len(visual.mesh.faces) for visual in visuals) <= FACES


def test_materials_are_opaque_and_textures_have_coordinates(asset):
    for part in all_parts(asset).values():
        for visual in part.visuals:
            assert visual.material.rgba[3] == 1
            if visual.material.texture is not None:
                assert visual.material.texture.dtype == np.uint8
                assert visual.mesh.uv is not None


def test_parts_have_names_masses_and_shapes(asset):
    names = [part.name for part, _ in parts(asset.root)]
    assert names[0] == ""
    assert len(set(names)) == len(names)
    assert all(part.mass > 0 for part in all_parts(asset).values())
    assert all(part.visuals and part.collisions for part in all_parts(asset).values())


def test_the_bounding_box_holds_everything_and_stands_on_the_ground(asset):
    low, high = extent(asset)
    for part, pose in parts(asset.root):
        for shape in part.collisions:
            points = pose.point(corners(shape))
            assert (points >= low - 1e-9).all()
            assert (points <= high + 1e-9).all()
        for visual in part.visuals:
            points = pose.point(visual.mesh.vertices.astype(float))
            assert (points >= low - 1e-6).all()
            assert (points <= high + 1e-6).all()
    assert low[2] == pytest.approx(0, abs=1e-6)


def test_what_is_seen_and_what_is_touched_are_the_same_size(asset):
    for part, _ in parts(asset.root):
        seen = np.concatenate([visual.mesh.vertices for visual in part.visuals])
        felt = np.concatenate([corners(shape) for shape in part.collisions])
        assert np.abs(seen.min(axis=0) - felt.min(axis=0)).max() < 0.008
        assert np.abs(seen.max(axis=0) - felt.max(axis=0)).max() < 0.008


def test_grasps_fit_the_gripper_and_are_where_the_part_is(asset):
    found = all_parts(asset)
    grasps = [*asset.grasps, *(grasp for articulation in asset.articulations for grasp in articulation.handles)]
    for grasp in grasps:
        assert 0.004 <= grasp.width < PANDA_OPENING - 0.005
        assert np.linalg.norm(grasp.approach) == pytest.approx(1)
        assert np.linalg.norm(grasp.close) == pytest.approx(1)
        assert np.dot(grasp.approach, grasp.close) == pytest.approx(0, abs=1e-9)
        points = np.concatenate([corners(shape) for shape in found[grasp.part].collisions])
        assert (np.array(grasp.position) >= points.min(axis=0) - 0.005).all()
        assert (np.array(grasp.position) <= points.max(axis=0) + 0.005).all()


def test_fixtures_have_articulations_or_surfaces_and_objects_do_not_move_within(asset):
    assert asset.fixture or len(all_parts(asset)) == 1
    assert not asset.fixture or not asset.grasps


def test_regions_lie_in_the_asset_and_name_their_part(asset):
    found = all_parts(asset)
    for region in (*asset.surfaces, *asset.cavities):
        assert region.part in found
        assert all(half > 0 for half in region.half)
    names = [region.name for region in (*asset.surfaces, *asset.cavities) if region.name]
    assert len(set(names)) == len(names)
    low, high = extent(asset)
    for part, pose in parts(asset.root):
        for region in (*asset.surfaces, *asset.cavities):
            if region.part == part.name:
                place = pose.point(np.array(region.position))
                assert (place >= low).all()
                assert (place <= high + 1e-6).all()


def test_nothing_collides_inside_a_cavity(asset):
    for cavity in asset.cavities:
        low, high = (np.array(cavity.position) + sign * (np.array(cavity.half) - 0.001) for sign in (-1, 1))
        for shape in all_parts(asset)[cavity.part].collisions:
            middle = np.array(shape.position)
            assert not ((middle > low) & (middle < high)).all()


def test_articulations_have_sensible_limits_and_room_to_move(asset):
    found = all_parts(asset)
    for articulation in asset.articulations:
        part = found[articulation.part]
        assert part.joint is not None
        first, last = part.joint.range
        assert first <= articulation.close_at < articulation.open_at < last
        assert articulation.handles
        lower, upper = (np.array(corner) for corner in articulation.sweep)
        points = [handle.position for handle in articulation.handles]
        if articulation.kind in ("door", "button"):
            points += [point for shape in part.collisions for point in corners(shape)]
        for value in np.linspace(max(first, 0.0), last, 9):
            places = moved(asset, articulation, value).point(np.array(points))
            assert (places >= lower - 1e-6).all()
            assert (places <= upper + 1e-6).all()


def test_articulations_move_the_way_their_kind_says(asset):
    """Drawers and doors come out of the opening they close, knobs turn in place, buttons go where they are pressed."""
    for articulation in asset.articulations:
        handle = articulation.handles[0]
        first, half, last = (
            moved(asset, articulation, value).point(np.array(handle.position))
            for value in (0.0, articulation.open_at / 2, articulation.open_at)
        )
        if articulation.kind == "drawer":
            out = np.array(all_parts(asset)[articulation.part].joint.axis)
            assert last @ out > (np.array([asset.lower, asset.upper]) @ out).max()
        elif articulation.kind == "door":
            out = np.array(asset.cavities[0].opening)
            assert (half - first) @ out > 0.02
            assert np.linalg.norm(last - first) > 0.08
        elif articulation.kind == "knob":
            assert np.linalg.norm(last - first) < 0.005
        else:
            assert last - first == pytest.approx(articulation.open_at * np.array(handle.approach))


def test_moving_parts_do_not_pass_through_the_rest(asset):
    """Sample the collision boxes of a moving part through its range against the others'; what touches may overlap."""
    others = {part.name: part.collisions for part, _ in parts(asset.root)}
    for articulation in asset.articulations:
        if articulation.kind in ("door", "drawer"):
            boxes = [shape for shape in others[""] if shape.kind == "box"]
            grid = np.concatenate([samples(shape) for shape in others[articulation.part] if shape.kind == "box"])
            for value in np.linspace(0.0, all_parts(asset)[articulation.part].joint.range[1], 25):
                places = moved(asset, articulation, value).point(grid)
                for shape in boxes:
                    within = np.abs(places - np.array(shape.position)) < np.array(shape.size) - 0.0015
                    assert not within.all(axis=1).any(), f"{articulation.part} at {value:.2f}"


def moved(asset: Asset, articulation: Articulation, value: float) -> Pose:
    return part_pose(asset.root, articulation.part, {articulation.part: float(value)})


def samples(shape: Collision) -> np.ndarray:
    """Return points (N, 3) all over an upright box, in the frame of its part."""
    share = np.stack(np.meshgrid(*[np.linspace(-1, 1, 11)] * 3), axis=-1).reshape(-1, 3)
    return share * np.array(shape.size) + np.array(shape.position)


def test_the_same_seed_gives_the_same_asset_and_another_one_differs():
    for category in assets.categories():
        twins = [assets.build.__wrapped__(category, 3, "it") for _ in range(2)]
        looks = [[visual.mesh.vertices for part, _ in parts(twin.root) for visual in part.visuals] for twin in twins]
        assert all(np.array_equal(a, b) for a, b in zip(*looks, strict=True))
        sizes = {assets.build(category, seed, "it").upper for seed in range(5)}
        sizes |= {assets.build(category, 0, f"it_{index}").upper for index in range(5)}
        assert len(sizes) == 9 + 1


def test_every_process_builds_the_same():
    code = "from perdure.envs import assets; print([assets.build(c, 5, 'it').upper for c in assets.categories()])"
    here = str([assets.build(category, 5, "it").upper for category in assets.categories()])
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert there == here


def test_an_unknown_category_lists_what_exists():
    with pytest.raises(UnknownNameError, match=r"Did you mean 'bowl'\?.*basket"):
        assets.build("bowll", 0, "bowl_1")


def test_a_drawer_takes_the_largest_bowl():
    bowls = [assets.build("bowl", seed, "bowl_1") for seed in range(30)]
    widest = max(bowl.upper[0] - bowl.lower[0] for bowl in bowls)
    highest = max(bowl.upper[2] for bowl in bowls)
    for seed in range(10):
        cabinet = assets.build("cabinet", seed, "cabinet_1")
        for cavity in cabinet.cavities:
            joint = all_parts(cabinet)[cavity.part].joint
            assert min(2 * cavity.half[0], 2 * cavity.half[1], joint.range[1]) > widest + 0.02
            assert 2 * cavity.half[2] > highest
