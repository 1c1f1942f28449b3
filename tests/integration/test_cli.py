"""The commands as a user types them, on the real simulation with small numbers."""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.typed import command, done, refused

TASKS = "[0,3]"
SMALL = (
    "demos_per_task=2",
    f"order={TASKS}",
    "updates=12",
    "save_every=4",
    "protocol.episodes=3",
    "protocol.final_episodes=3",
    "protocol.curve_episodes=2",
    "protocol.curve_segments=2",
    "protocol.lanes=2",
    "protocol.horizon=20",
)


def results(folder):
    """Return the files of a run that must not depend on how it came about."""
    return {
        name: (folder / name).read_text() for name in ("ledger.jsonl", "matrix.json", "curves.json", "metrics.json")
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with two demonstrations of two tasks in `data` and a finished run in `run`."""
    folder = tmp_path_factory.mktemp("home")
    said = done("collect", "demos_per_task=2", f"tasks={TASKS}", "workers=2", cwd=folder)
    assert "put_the_bowl_on_the_plate" in said
    assert "turn_on_the_stove" not in said
    done("train", *SMALL, "algorithm=er", "run=run", cwd=folder)
    return folder


@pytest.mark.slow
def test_a_run_of_two_tasks(home):
    run = home / "run"
    matrix = json.loads((run / "matrix.json").read_text())
    assert (matrix["suite"], matrix["order"]) == ("quickstart", [0, 3])
    assert matrix["episodes"] == [[3, 0], [3, 3]]
    assert len((run / "ledger.jsonl").read_text().splitlines()) == 2 * 3 * 2 + 3 * 3
    assert sorted(path.name for path in (run / "checkpoints").iterdir()) == ["task_0.safetensors", "task_1.safetensors"]
    assert not (home / "outputs").exists()
    assert not (home / "multirun").exists()
    assert "it was finished already" in done("train", *SMALL, "algorithm=er", "run=run", cwd=home)


@pytest.mark.slow
def test_a_killed_run_goes_on_to_the_same_result(home):
    words = ("train", *SMALL, "algorithm=er", "run=killed")
    process = subprocess.Popen(command(*words), cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ledger = home / "killed" / "ledger.jsonl"
    while process.poll() is None and (not ledger.exists() or len(ledger.read_text().splitlines()) < 5):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    assert not (home / "killed" / "metrics.json").exists()
    done(*words, cwd=home)
    assert results(home / "killed") == results(home / "run")


@pytest.mark.slow
def test_an_interrupted_sweep_says_how_to_go_on(home):
    words = ("train", "-m", *SMALL, "seed=1,2,3", "updates=100000", "runs=interrupted")
    process = subprocess.Popen(
        command(*words), cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    while process.poll() is None and not list((home / "interrupted").rglob("ledger.jsonl")):
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, complaint = process.communicate(timeout=60)
    assert process.returncode == 130
    assert complaint == "perdure: interrupted; run the same command to go on\n"


@pytest.mark.slow
def test_the_ledger_does_not_depend_on_the_number_of_workers(home):
    done("train", *SMALL, "algorithm=er", "run=two", "workers=2", cwd=home)
    assert results(home / "two") == results(home / "run")


@pytest.mark.slow
def test_a_sweep_names_its_runs_and_does_only_what_is_missing(home):
    words = ("train", "-m", *SMALL, "algorithm=sequential,er", "protocol.curve_segments=1", "runs=swept")
    said = done(*words, cwd=home)
    runs = sorted(path.name.rsplit("-", 1)[0] for path in (home / "swept" / "quickstart").iterdir())
    assert runs == [f"{name}-state_transformer-order0.3-seed0" for name in ("er", "sequential")]
    assert len(re.findall(r"done +\d", said)) == 2
    times = {path: path.stat().st_mtime_ns for path in (home / "swept").rglob("*")}
    done(*words, cwd=home)
    assert {path: path.stat().st_mtime_ns for path in (home / "swept").rglob("*")} == times


@pytest.mark.slow
def test_evaluate_again_gives_the_same_episodes(home):
    first = done("evaluate", "run=run", "stage=all", cwd=home)
    assert "95 %" in first
    (ledger,) = (home / "run" / "evaluations").glob("fast+*-test-none.jsonl")  # it is `fast` with changes
    again = [json.loads(line) for line in ledger.read_text().splitlines()]
    before = [json.loads(line) for line in (home / "run/ledger.jsonl").read_text().splitlines()]
    rows = [line for line in before if line["epoch"] == -1]
    assert [{**line, "run": ""} for line in again] == [{**line, "run": ""} for line in rows]
    assert done("evaluate", "run=run", "stage=all", cwd=home).splitlines()[-8:] == first.splitlines()[-8:]


@pytest.mark.slow
def test_metrics_are_those_of_the_run(home):
    done("metrics", "runs=.", "out=metrics.json", cwd=home)
    recomputed = json.loads((home / "metrics.json").read_text())["runs"]["run"]
    stored = json.loads((home / "run" / "metrics.json").read_text())
    shared = stored.keys() & recomputed.keys()
    assert {"acc", "nbt", "auc", "lca"} <= shared
    assert {key: stored[key] for key in shared} == {key: recomputed[key] for key in shared}


@pytest.mark.slow
def test_videos_and_the_page(home):
    done("render", "run=run", "task=3", cwd=home)
    done("render", "demo=data/quickstart/put_the_bowl_on_the_plate.hdf5", "number=1", "out=films", cwd=home)
    for film in [*(home / "run" / "videos").glob("*.mp4"), *(home / "films").glob("*.mp4")]:
        assert film.read_bytes()[4:8] == b"ftyp"
    said = done("leaderboard", "runs=run", "out=site", cwd=home)
    assert "site/index.html" in said
    assert "er" in (home / "site" / "index.html").read_text()
    assert list((home / "site" / "videos").glob("*.mp4"))


@pytest.mark.slow
def test_a_killed_collection_leaves_whole_files_and_is_completed(tmp_path):
    from perdure.demos import reader

    words = ("collect", "demos_per_task=4", "tasks=[3]", "workers=2")
    process = subprocess.Popen(command(*words), cwd=tmp_path, stdout=subprocess.DEVNULL, start_new_session=True)
    parts = tmp_path / "data/quickstart/.parts"
    while process.poll() is None and not list(parts.rglob("*.hdf5")):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    done(*words, cwd=tmp_path)
    path = tmp_path / "data/quickstart/close_the_top_drawer_of_the_cabinet.hdf5"
    assert reader.info(path).demos == 4
    assert reader.check(path) == []
    assert not parts.exists()


@pytest.mark.slow
def test_a_mistake_gets_one_sentence_and_nothing_is_written(home, tmp_path):
    shutil.copytree(home / "data", tmp_path / "data")
    broken = tmp_path / "data/quickstart/put_the_bowl_on_the_plate.hdf5"
    broken.write_bytes(broken.read_bytes()[:5000])
    assert str(broken.relative_to(tmp_path)) in refused("train", *SMALL, cwd=tmp_path)
    assert "Did you mean 'quickstart'" in refused("train", "suite=quikstart", cwd=tmp_path)
    assert "Did you mean 'quickstart'" in refused("collect", "suite=quikstart", cwd=tmp_path)
    assert "Did you mean 'ur5e'" in refused("train", "robot=ur5", cwd=tmp_path)
    assert "Did you mean 'ur5e'" in refused("collect", "robot=ur5", cwd=tmp_path)
    assert "packnet, sequential" in refused("train", "algorithm=eer", cwd=tmp_path)
    assert "state_transformer" in refused("train", "policy=stat_transformer", cwd=tmp_path)
    assert "pixels, state" in refused("train", "observation=touch", cwd=tmp_path)
    assert "holds 2 demonstrations, not 3" in refused("train", "demos_per_task=3", f"order={TASKS}", cwd=home)
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


@pytest.mark.slow
def test_a_missing_opengl_library_is_said_in_one_sentence(home, tmp_path):
    (tmp_path / "OpenGL").mkdir()
    (tmp_path / "OpenGL" / "__init__.py").write_text(
        "raise ImportError('libGL.so.1: cannot open shared object file')\n"
    )
    path = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[2] / ".src")])
    demo = "demo=data/quickstart/put_the_bowl_on_the_plate.hdf5"
    said = refused("render", demo, "look=full", cwd=home, PYTHONPATH=path)
    assert "libGL.so.1" in said
    assert "apt-get install" in said


@pytest.mark.slow
def test_the_whole_loop_with_one_command(tmp_path):
    said = done("quickstart", *SMALL, "policy.width=32", cwd=tmp_path)
    for word in ("Demonstrations", "Training and evaluation", "Videos", "Page", "site/index.html"):
        assert word in said
    assert len(list((tmp_path / "runs/quickstart").glob("*/metrics.json"))) == 2
    assert len(list((tmp_path / "site/videos").glob("*.mp4"))) >= 2
    page = (tmp_path / "site/index.html").read_text()
    assert "sequential" in page
    assert "bowl" in page
