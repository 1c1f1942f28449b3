"""Collecting with processes: killed, replaced, interrupted, and the same files in the end."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from perdure.demos import reader
from perdure.demos.collect import collect
from perdure.demos.replay import replay_file
from perdure.demos.schema import IMAGES
from perdure.envs import load_suite, make
from perdure.envs.errors import PerdureError, UnknownNameError
from perdure.lifelong import demonstrations
from perdure.lifelong.config import RunConfig
from tests.tiny_world import TOOLS

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys, time
from tests.tiny_world import TOOLS
from perdure.demos.collect import collect
if __name__ == "__main__":
    collect("tiny", sys.argv[1], 40, workers=2, tools=TOOLS)
"""


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let child processes import the tiny world."""
    monkeypatch.syspath_prepend(str(ROOT))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("whole")
    collect("tiny", folder, 40, tools=TOOLS)
    return content(folder)


def content(out: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.glob("*/*.hdf5"))}


def alive(group: int) -> bool:
    """Tell whether a process of the group still runs after a while."""
    for _ in range(50):
        listed = subprocess.run(["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
        if not any(line.split()[0] == str(group) and "Z" not in line for line in listed.splitlines()):
            return False
        time.sleep(0.1)
    return True


@pytest.mark.slow
def test_the_real_expert_in_the_real_world(tmp_path: Path) -> None:
    report = collect("quickstart", tmp_path, 2, tasks=[3, 4])
    assert report.complete
    files = sorted(tmp_path.glob("quickstart/*.hdf5"))
    for path in files:
        assert reader.check(path) == []
        assert set(replay_file(path).values()) == {""}
        demos = reader.load(path, ["objects", "proprio", "actions", "expert_actions"])
        for demo in demos:
            assert demo["objects"].shape[1:] == (16, 23)
            moved = np.abs(np.diff(demo["proprio"][:, 9:12], axis=0)).max(axis=1)
            assert moved.max() > 0.01  # the rows are of different moments
        assert not np.array_equal(demos[0]["objects"][0], demos[1]["objects"][0])
    collect("quickstart", tmp_path / "again", 2, workers=2, tasks=[3, 4])
    assert content(tmp_path / "again") == content(tmp_path)


def test_images_of_the_real_world_are_those_that_the_environment_shows(tmp_path: Path) -> None:
    collect("quickstart", tmp_path, 1, tasks=[4], observation="pixels", image_size=32)
    path = tmp_path / "quickstart" / "turn_on_the_stove.hdf5"
    demo = reader.load(path, ["states", "actions", *IMAGES.values()])[0]
    env = make("quickstart", 4, observation="pixels", image_size=32)
    env.reset(seed=0)
    env.simulation.set_state(demo["states"][0])
    for row in range(20):
        seen, *_ = env.step(demo["actions"][row])
        for camera, name in IMAGES.items():
            assert np.array_equal(seen[camera], demo[name][row + 1])
    env.close()


def test_demonstrations_of_another_robot_are_not_learned_from(tmp_path: Path) -> None:
    collect("quickstart", tmp_path, 1, tasks=[4], robot="ur5e")
    path = tmp_path / "quickstart" / "turn_on_the_stove.hdf5"
    assert reader.info(path).attributes["robot"] == "ur5e"
    assert reader.load(path, ["proprio"])[0]["proprio"][:, 6].max() == 0.0  # it has six joints
    assert set(replay_file(path).values()) == {""}
    config = RunConfig(robot="ur5e", demos=tmp_path, demos_per_task=1)
    assert config.name != replace(config, robot="panda").name
    suite = load_suite("quickstart")
    demonstrations.check(config, suite, 4)
    with pytest.raises(PerdureError, match="with the robot 'ur5e', not 'panda'"):
        demonstrations.check(replace(config, robot="panda"), suite, 4)


def test_an_unknown_robot_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="Unknown robot 'ur5'"):
        collect("quickstart", tmp_path / "out", 1, robot="ur5")
    with pytest.raises(UnknownNameError, match="Unknown robot 'ur5'"):
        RunConfig(robot="ur5")
    assert not list(tmp_path.iterdir())


def begin(out: Path) -> subprocess.Popen[bytes]:
    """Start a collection in a process group of its own, and wait until it is in the middle."""
    script = out / "run.py"
    script.write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / '.src'}"}
    process = subprocess.Popen([sys.executable, str(script), str(out)], start_new_session=True, env=environment)
    for _ in range(3000):
        if len(list(out.glob("tiny/.parts/near/part-*"))) >= 5:
            return process
        time.sleep(0.01)
    raise AssertionError("nothing was collected")


def test_two_workers_give_the_same_files_as_one(tmp_path: Path, whole: dict[str, str]) -> None:
    collect("tiny", tmp_path, 40, workers=2, tools=TOOLS)
    assert content(tmp_path) == whole


@pytest.mark.parametrize("kill", [os.kill, os.killpg])
def test_killing_in_the_middle_harms_nothing(tmp_path: Path, whole: dict[str, str], kill: Callable) -> None:
    process = begin(tmp_path)
    kill(process.pid, signal.SIGKILL)
    process.wait()
    assert not alive(process.pid)
    for path in tmp_path.glob("tiny/*.hdf5"):
        assert reader.check(path) == []
    assert content(tmp_path) != whole
    collect("tiny", tmp_path, 40, tools=TOOLS)
    assert content(tmp_path) == whole
    assert not (tmp_path / "tiny" / ".parts").exists()


def test_an_interrupt_ends_everything_and_keeps_what_is_done(tmp_path: Path, whole: dict[str, str]) -> None:
    process = begin(tmp_path)
    with pytest.raises(PerdureError, match="Another `perdure collect`"):
        collect("tiny", tmp_path, 40, tools=TOOLS)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(30) != 0
    assert not alive(process.pid)
    collect("tiny", tmp_path, 40, tools=TOOLS)
    assert content(tmp_path) == whole


def test_a_worker_that_dies_is_replaced(tmp_path: Path, whole: dict[str, str]) -> None:
    from perdure.demos import workers

    started = []
    original = workers.Processes._start

    def start(self):
        process, connection = original(self)
        started.append(process)
        return process, connection

    def progress(update):
        if update.total_kept == 10:
            started[0].kill()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers.Processes, "_start", start)
        collect("tiny", tmp_path, 40, workers=2, tools=TOOLS, progress=progress)
    assert len(started) == 3
    assert content(tmp_path) == whole
