"""Every task of every suite: what its files promise is what one meets."""

import numpy as np
import pytest

from perdure.envs import bddl, load_suite, make
from perdure.envs.assets import build
from perdure.envs.digest import world_digest
from perdure.envs.goal import holds_already
from perdure.envs.manifest import read_manifest
from perdure.envs.rendering import open_renderer
from perdure.envs.rotation import matrix
from perdure.envs.settling import check_premises
from perdure.envs.states import SPLITS
from tests import sample

SIDE = 128
STILL, LEVEL = 0.002, np.radians(2)  # in a second
PIXELS = 20  # of a thing that the task is about, at 128 x 128
STATES = (0, 17, 34, 49)
SECOND = 20  # control steps


@pytest.fixture(params=sample.tasks(), ids=sample.name, scope="module")
def env(request):
    made = make(*request.param)
    yield made
    made.close()


def starts(env):
    for split in SPLITS:
        for number in STATES:
            env.reset(options={"init_state": number, "split": split})
            yield split


def test_it_survives_being_written_and_read(env):
    again = bddl.parse(env.task.bddl(), f"{env.task.name}.bddl")
    same = ("name", "scene", "instruction", "fixtures", "objects", "regions", "init", "goal", "ordered", "interest")
    assert all(getattr(again, key) == getattr(env.task, key) for key in same)


def test_its_things_are_those_that_it_was_frozen_with(env):
    worlds = read_manifest(env.suite.folders[env.index]).worlds
    assert worlds[env.task.name] == world_digest(env.task)


def test_fifty_distinct_states_in_every_split(env):
    states = [env.suite.init_states(env.index, split) for split in SPLITS]
    assert [len(part) for part in states] == [50, 50, 50]
    assert len(np.unique(np.concatenate(states).round(3), axis=0)) == 150


def test_nothing_moves_before_the_robot_does(env):
    slots = env.simulation.slots
    for _ in starts(env):
        before = slots.unpack(env.simulation.layout())
        for _ in range(SECOND):
            env.simulation.hold()
        after = slots.unpack(env.simulation.layout())
        for name, (position, quaternion) in after.poses.items():
            assert np.linalg.norm(np.subtract(position, before.poses[name][0])) < STILL, name
            turn = matrix(before.poses[name][1]).T @ matrix(quaternion)
            assert np.arccos(np.clip((np.trace(turn) - 1) / 2, -1, 1)) < LEVEL, name
        for joint, value in after.joints.items():
            assert abs(value - before.joints[joint]) < 0.005, joint


def test_premises_hold_and_the_goal_does_not(env):
    for split in starts(env):
        check_premises(env.simulation, env.task, outside=split == "ood")
        assert not holds_already(env.simulation, env.task)
        assert env.simulation.progress() < 1.0


def test_the_expert_has_solved_it(env):
    proof = env.suite.certificate[env.task.name]
    assert proof.of >= 10
    assert proof.solved > 0


def test_a_picture_shows_what_it_is_about(env):
    renderer = open_renderer(env.simulation.model, SIDE)
    for _ in starts(env):
        assert renderer.render(env.simulation.data, "agentview").std() > 10
        assert renderer.render(env.simulation.data, "eye_in_hand").std() > 2
        seen = renderer.segmentation(env.simulation.data, "agentview")
        for name in env.task.interest:
            bodies = env.simulation.bodies(name)
            assert np.isin(seen, bodies).sum() >= PIXELS, name
    renderer.close()


def test_what_it_is_about_varies(env):
    """Things that start on the table vary over 12 cm and more: the extent of 50 draws from 15."""
    task, free = env.task, {atom.args[0]: atom.args[1] for atom in env.task.init if atom.name == "On"}
    for name in task.interest:
        region = task.regions.get(free.get(name, ""))
        if name in task.objects and region and region.ranges and region.target not in {**task.fixtures, **task.objects}:
            column = 7 * env.simulation.slots.instances.index(name)
            places = env.suite.init_states(env.index, "test")[:, column : column + 2]
            assert np.ptp(places, axis=0).max() > 0.12, name


def test_the_instruction_tells_things_apart(env):
    words = env.task.instruction.lower()
    assert words == words.strip()
    named = [name for name in env.task.interest if any(part in words for part in _nouns(env.task, name))]
    assert named


def _nouns(task, name):
    word = {**task.fixtures, **task.objects}[name]
    asset = build(word, task.seed, name)
    return {asset.category.replace("_", " "), asset.noun, asset.category.split("_")[-1]}


def test_every_suite_is_listed_with_its_tasks():
    counts = {name: len(load_suite(name).tasks) for name in ("spatial", "object", "goal", "long", "ninety", "hundred")}
    assert counts == {"spatial": 10, "object": 10, "goal": 10, "long": 10, "ninety": 90, "hundred": 100}
