"""What playing the nearest demonstration reaches."""

from pathlib import Path

import numpy as np
import pytest

from perdure.demos.collect import collect
from perdure.demos.nearest import nearest_replay
from perdure.demos.reader import load
from perdure.envs import load_suite, make
from perdure.lifelong.cli.shell.dispatch import main

BOWL = 0


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("nearest")
    collect("quickstart", folder, 3, tasks=[BOWL])
    return next((folder / "quickstart").glob("*.hdf5"))


def test_where_the_demonstrations_began_each_plays_its_own(path: Path) -> None:
    env = make("quickstart", BOWL)
    layouts = []
    for demo in load(path, ["states"]):
        env.simulation.set_state(demo["states"][0])
        layouts.append(env.simulation.layout())
    assert nearest_replay(path, layouts) == [True, True, True]


def test_a_bowl_elsewhere_is_missed(path: Path) -> None:
    layouts = load_suite("quickstart").init_states(BOWL, "test")[:6]
    assert np.mean(nearest_replay(path, layouts)) < 0.7


def test_the_command_counts(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "nearest", f"path={path}", "episodes=2"]) == 0
    assert "of 2" in capsys.readouterr().out
    assert main(["data", "nearest", f"path={path}", "episodes=0"]) == 2
    assert "episodes must be at least 1" in capsys.readouterr().err
