"""Every perturbation on the tasks of quickstart: it changes what it says, nothing else, and always the same way."""

import random
from itertools import pairwise

import numpy as np
import pytest

from perdure.envs import PerdureError, load_suite, make, make_vector
from perdure.envs.perturbations import names, parse

NAMES = names()
TASKS = range(len(load_suite("quickstart").tasks))
START = {"init_state": 3, "split": "val"}
ACTIONS = np.tile(np.array([0.2, 0.3, 0.4, 0.0, 0.0, 0.2, -1.0], np.float32), (6, 1))
PICTURES = {"agentview", "eye_in_hand"}
# what must change, and what may: whether the hand's camera sees an added thing is a matter of chance
CHANGES = {
    "action_delay": ({"motion"}, set()),
    "blur": (PICTURES, set()),
    "camera": ({"agentview"}, set()),
    "distractors": ({"count", "agentview"}, {"eye_in_hand"}),
    "friction": ({"friction"}, set()),
    "image_noise": (PICTURES, set()),
    "layout": ({"places", "agentview"}, {"eye_in_hand"}),
    "light": (PICTURES, set()),
    "mass": ({"mass"}, set()),
    "paraphrase": ({"instruction"}, set()),
    "robot_start": ({"arm", "motion"} | PICTURES, set()),
    "size": ({"size", "agentview"}, {"eye_in_hand"}),
    "texture": (PICTURES, set()),
}


def episode(perturbation, task=0, seed=5, start=START):
    """The beginning of an episode: everything that is compared, by name."""
    env = make("quickstart", task, observation="both", image_size=48, perturbation=perturbation)
    seen, _ = env.reset(seed=seed, options=start)
    moved = [env.step(action)[0] for action in ACTIONS]
    env.close()
    model, things = env.simulation.model, list(load_suite("quickstart").tasks[task].objects)
    things += load_suite("quickstart").tasks[task].fixtures
    rows = [list(env.simulation.assets).index(name) for name in things]
    own = [env.simulation.body(name) for name in things]
    geoms = np.isin(model.geom_bodyid, own)
    return {
        "instruction": seen["instruction"],
        "agentview": seen["agentview"],
        "eye_in_hand": seen["eye_in_hand"],
        "count": seen["objects_mask"],
        "places": seen["objects"][rows, :9],
        "size": seen["objects"][rows, 9:12],
        "arm": seen["proprio"],
        "motion": np.array([one["proprio"] - seen["proprio"] for one in moved]),
        "mass": model.body_mass[own],
        "friction": model.geom_friction[geoms],
        "state": env.get_state(),
        "pictures": np.array([one[camera] for one in moved for camera in sorted(PICTURES)]),
    }


def changed(one, other):
    """The names of what differs by more than coming to rest again does: where things are, motion, rounded masses."""
    loose = {"places": 2e-3, "motion": 1e-3, "mass": 1e-9}

    def alike(name):
        a, b = one[name], other[name]
        return a == b if name == "instruction" else a.shape == b.shape and np.allclose(a, b, 0.0, loose.get(name, 0.0))

    return {name for name in one if name not in ("state", "pictures") and not alike(name)}


def same(one, other):
    return all(np.array_equal(one[name], other[name]) for name in one)


@pytest.fixture(scope="module")
def usual():
    return [episode("none", task) for task in TASKS]


def test_every_perturbation_is_described():
    assert set(CHANGES) == set(NAMES)
    for name in NAMES:
        text = type(parse(name).parts[0]).__doc__
        assert all(f"{heading}: " in text for heading in ("Description", "Magnitude", "What it leaves alone"))


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("name", NAMES)
def test_it_changes_what_it_says_and_nothing_else(name, task, usual):
    must, may = CHANGES[name]
    found = changed(usual[task], episode(name, task))
    assert must <= found <= must | may


@pytest.mark.parametrize("name", NAMES)
def test_it_is_the_same_every_time_and_another_for_another_seed(name):
    one = episode(f"{name}:0.8:1")
    assert same(one, episode(f"{name}:0.8:1"))
    if name not in ("action_delay", "blur"):  # nothing is drawn
        others = (episode(f"{name}:0.8:{seed}") for seed in range(2, 12))  # which of two is a matter of luck
        assert any(not same(one, other) for other in others)


@pytest.mark.parametrize("name", NAMES)
def test_without_magnitude_it_is_the_usual_world(name, usual):
    assert same(usual[1], episode(f"{name}:0", 1))
    assert make("quickstart", 1, perturbation=f"{name}:0").simulation.model is make("quickstart", 1).simulation.model


def test_the_usual_world_is_the_bare_simulation():
    env = make("quickstart", 0)
    env.reset(options=START)
    assert not env.simulation.changes.parts
    bare = type(env.simulation)(env.suite.tasks[0])
    bare.reset_to_layout(env.suite.init_states(0, "val")[3])
    np.testing.assert_array_equal(env.get_state()[:-1], bare.get_state())
    env.reset(seed=4)
    once, twice = env.get_state(), (env.reset(), env.get_state())[1]
    env.reset(seed=4)
    np.testing.assert_array_equal(env.get_state(), once)
    assert not np.array_equal(once, twice)


PAIRS = [*pairwise(NAMES), *random.Random(0).sample([(a, b) for a in NAMES for b in NAMES if a < b], 4)]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_go_together_in_any_order(one, other, usual):
    task = len(one + other) % len(TASKS)
    both = episode(f"{one}+{other}", task)
    assert same(both, episode(f"{other}:0.5+{one}:0.5:0", task))
    assert CHANGES[one][0] | CHANGES[other][0] <= changed(usual[task], both) | PICTURES


def test_what_one_draws_does_not_depend_on_the_others():
    alone, together = episode("robot_start+size"), episode("robot_start+size+distractors+light+mass")
    assert not {"arm", "size"} & changed(alone, together)


def test_what_changes_in_an_episode_follows_from_its_start():
    first, again = episode("robot_start"), episode("robot_start")
    assert same(first, again)
    assert "arm" in changed(first, episode("robot_start", seed=6))
    assert "arm" in changed(first, episode("robot_start", start={"init_state": 4, "split": "val"}))


@pytest.mark.parametrize("perturbation", ["layout:1", "size:1", "distractors:1", "+".join(f"{n}:1" for n in NAMES)])
def test_premises_hold_at_the_start_of_every_task(perturbation):
    for task in TASKS:
        env = make("quickstart", task, perturbation=perturbation)
        for number in (0, 17):
            _, info = env.reset(seed=0, options={"init_state": number, "split": "test"})
            assert not info["success"]
        env.reset(seed=1)  # a fresh start, and another one
        env.reset()


def test_the_layout_starts_outside_of_the_regions():
    env = make("quickstart", 0, perturbation="layout")
    env.reset(seed=0, options=START)
    usual, (x, y, _) = env.suite.tasks[0], env.simulation.scene.origin
    for thing in usual.objects:
        atom = next(atom for atom in usual.init if atom.args[0] == thing)
        x0, y0, x1, y1 = usual.regions[atom.args[1]].ranges[0]
        px, py, _ = env.simulation.pose(thing).position - (x, y, 0)
        assert 0.0 < max(x0 - px, px - x1, y0 - py, py - y1) < 0.06


def test_distractors_are_nothing_that_the_task_has_or_says():
    for seed in range(6):
        env = make("quickstart", 0, perturbation=f"distractors:1:{seed}")
        added = [asset for name, asset in env.simulation.assets.items() if name.startswith("distractor")]
        assert len(added) == 4
        assert not {asset.category for asset in added} & {"bowl", "plate", "mug", "cabinet", "stove"}
        assert not any(word in asset.noun.split() for asset in added for word in ("bowl", "plate"))
        assert len({asset.category for asset in added}) == 4


def test_a_delayed_action_arrives_after_its_steps():
    late, usual = make("quickstart", 0, perturbation="action_delay"), make("quickstart", 0)
    for env in (late, usual):
        env.reset(seed=0, options=START)
    still = np.zeros(7, np.float32)
    expected = [usual.step(action)[0]["proprio"] for action in (still, still, *ACTIONS)]
    found = [late.step(action)[0]["proprio"] for action in (*ACTIONS, still, still)]
    np.testing.assert_array_equal(found, expected)
    for wrong in (np.zeros(6), np.full(7, np.nan)):
        with pytest.raises(PerdureError, match="7 finite numbers"):
            late.step(wrong)


def test_a_restored_state_goes_on_alike():
    env = make("quickstart", 0, observation="both", image_size=32, perturbation="action_delay+image_noise")
    env.reset(seed=0, options=START)
    env.step(ACTIONS[0])
    state = env.get_state()
    after = [env.step(-action)[0] for action in ACTIONS]
    env.reset(seed=9)
    env.set_state(state)
    for one, action in zip(after, ACTIONS, strict=True):
        seen = env.step(-action)[0]
        assert all(np.array_equal(seen[key], one[key]) for key in seen)


@pytest.mark.parametrize("observation", ["state", "pixels"])
def test_lanes_are_the_single_environment_with_any_number_of_workers(observation):
    perturbation = "action_delay+blur+image_noise+layout+paraphrase+robot_start+distractors"
    options, rng = {"init_state": [0, 1, 2], "split": "val"}, np.random.default_rng(0)
    actions = rng.uniform(-1, 1, (6, 3, 7)).astype(np.float32)
    common = {"observation": observation, "image_size": 32, "perturbation": perturbation}
    expected = []
    for lane in range(3):
        env = make("quickstart", 1, **common)
        rows = [env.reset(seed=lane, options={"init_state": lane, "split": "val"})[0]]
        expected.append(rows + [env.step(action)[0] for action in actions[:, lane]])
    for workers in (1, 2):
        lanes = make_vector("quickstart", 1, 3, workers, **common)
        seen = [lanes.reset(seed=[0, 1, 2], options=options)[0], *(lanes.step(action)[0] for action in actions)]
        for lane, rows in enumerate(expected):
            for batch, row in zip(seen, rows, strict=True):
                assert all(np.array_equal(batch[key][lane], row[key]) for key in row)
        lanes.close()


def test_a_wrong_perturbation_is_refused():
    with pytest.raises(PerdureError, match="camera"):
        make("quickstart", 0, perturbation="kamera")
