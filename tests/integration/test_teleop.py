"""The expert at an operator's controls, in the real world: kept episodes with images beside the scripted ones."""

from pathlib import Path

import h5py
import numpy as np
import pytest

from perdure.demos import reader
from perdure.demos.collect import collect
from perdure.demos.expert import solve
from perdure.demos.noise import QUIET
from perdure.demos.replay import replay_file
from perdure.demos.schema import IMAGES
from perdure.demos.settings import TOOLS, settings_for
from perdure.demos.teleop.intent import TRAVEL, TURN, Intent
from perdure.demos.teleop.session import Session
from perdure.demos.teleop.shelf import Shelf
from perdure.envs import load_suite, make
from perdure.lifelong import demonstrations
from perdure.lifelong.config import RunConfig

TASK, SIZE = 4, 32
SPEED = 10.0  # at which the controls can ask for every action


def intents(simulation, rng):
    """Yield what an operator must want for the expert's actions to come out."""
    for action in solve(simulation, rng):
        motion = np.asarray(action[:6], np.float64) / (SPEED * np.repeat([TRAVEL, TURN], 3))
        yield Intent(motion, closed=bool(action[6] > 0))


@pytest.mark.slow
def test_what_is_shown_by_hand_is_stored_and_learned_from_like_what_the_expert_shows(tmp_path: Path) -> None:
    suite = load_suite("quickstart")
    settings = settings_for(suite, tmp_path, 0, "pixels", SIZE, "raster", "panda", QUIET, 600, TOOLS)
    env = make("quickstart", TASK, observation="state")
    shelf = Shelf(settings, TASK, suite.tasks[TASK])
    session = Session(
        env,
        shelf,
        "spacemouse",
        lambda: None,
        lambda episode: TOOLS.render(env.simulation, episode.states, SIZE, "raster"),
        speed=SPEED,
    )
    for _ in range(2):
        wanted = intents(env.simulation, np.random.default_rng(0))
        while session.phase in ("ready", "running", "checking"):
            session.tick(Intent() if session.phase == "checking" else next(wanted, Intent()))
        assert session.phase == "kept", session.status()
        session.tick(Intent(orders=("next",)))
    shelf.merge()
    env.close()
    path = tmp_path / "quickstart" / f"{suite.tasks[TASK].name}.hdf5"
    collect("quickstart", tmp_path, 1, tasks=[TASK], observation="pixels", image_size=SIZE)
    assert reader.check(path) == []
    assert replay_file(path) == dict.fromkeys(("demo_0", "demo_1", "demo_2"), "")
    with h5py.File(path) as file:
        assert [file[f"data/demo_{n}"].attrs["source"] for n in range(3)] == ["expert", "human", "human"]
        assert file["data/demo_2"].attrs["device"] == "spacemouse"

    config = RunConfig(observation="pixels", image_size=SIZE, demos=tmp_path, demos_per_task=3)
    demonstrations.check(config, suite, TASK)
    assert len(demonstrations.load(config, suite, TASK)) == 3

    demo = reader.load(path, ["states", "actions", *IMAGES.values()])[1]
    seeing = make("quickstart", TASK, observation="pixels", image_size=SIZE)
    seeing.reset(seed=0)
    seeing.simulation.set_state(demo["states"][0])
    for row in range(20):
        seen, *_ = seeing.step(demo["actions"][row])
        for camera, name in IMAGES.items():
            assert np.array_equal(seen[camera], demo[name][row + 1])
    seeing.close()
