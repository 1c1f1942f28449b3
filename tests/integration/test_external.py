"""Policies from elsewhere and pretraining as a user types them, on the real simulation with small numbers."""

import json
import shlex
import signal
import subprocess
from contextlib import contextmanager

import numpy as np
import pytest

from tests.external_servers import server
from tests.typed import command, done, refused

TASKS = "[0,3]"
MEASURED = (
    "protocol.episodes=3",
    "protocol.final_episodes=3",
    "protocol.curve_episodes=2",
    "protocol.curve_segments=1",
    "protocol.lanes=2",
    "protocol.horizon=15",
)
LEARNED = ("demos_per_task=2", "updates=8", "save_every=4", *MEASURED)


def ledger(path):
    """Return the lines of the last row, without what tells runs apart."""
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    return [{**line, "run": ""} for line in lines if (line["stage"], line["epoch"]) == (1, -1)]


@contextmanager
def served(run, cwd):
    """Serve a run; yield the command that it says to type."""
    process = subprocess.Popen(
        command("serve", f"run={run}", "port=0"), cwd=cwd, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        process.stdout.readline()
        yield shlex.split(process.stdout.readline())[1:]
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 0


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with two demonstrations of two tasks in `data`, a pretraining `first` and a run `run` from it."""
    folder = tmp_path_factory.mktemp("home")
    done("collect", "demos_per_task=2", f"tasks={TASKS}", "workers=2", cwd=folder)
    said = done("pretrain", "suite=quickstart", f"tasks={TASKS}", *LEARNED, "run=first", cwd=folder)
    assert "init=first" in said
    words = (f"order={TASKS}", *LEARNED, "init=first", "finetune=lora", "run=run")
    done("train", *words, "algorithm=er", cwd=folder)
    return folder


@pytest.mark.slow
def test_a_run_that_is_served_does_what_it_did(home):
    with served("run", home) as told:
        words = [*told, *MEASURED, f"tasks={TASKS}", "run=far"]
        said = done(*words, cwd=home)
        assert "put the bowl on the plate" in said
        assert "0 of 3" in said or "1 of 3" in said
        before = (home / "far/ledger.jsonl").stat().st_mtime_ns
        done(*words, cwd=home)
        assert (home / "far/ledger.jsonl").stat().st_mtime_ns == before
    assert ledger(home / "far/ledger.jsonl") == ledger(home / "run/ledger.jsonl")


@pytest.mark.slow
def test_a_server_of_openpi_s_kind_is_evaluated_and_ranked(home):
    questions = []

    def answer(question):
        questions.append(question)
        return {"actions": np.zeros((10, 7), np.float32)}

    with server(answer, model="still") as url:
        words = ("name=still", f"via.url={url}", *MEASURED, "tasks=[3]", "observation.image_size=64", "run=still")
        done("external", *words, cwd=home)
        done("external", *words, "perturbation=camera", cwd=home)
    first = questions[0]
    assert list(first) == ["observation/image", "observation/wrist_image", "observation/state", "prompt"]
    assert first["observation/image"].shape == (64, 64, 3)
    assert first["observation/image"].std() > 10  # not a black picture
    assert first["prompt"] == "close the top drawer of the cabinet"
    assert len(questions) == 2 * 3 * 3  # each episode asks every 5 of its 15 steps
    (extra,) = (home / "still/evaluations").glob("*.jsonl")
    assert all(json.loads(line)["perturbation"].startswith("camera") for line in extra.read_text().splitlines())
    said = done("leaderboard", "runs=.", "out=site", cwd=home)
    assert "external" in said
    page = (home / "site/index.html").read_text()
    assert "none, tested as it came" in page
    assert "perdure pretrain" in page
    assert "finetune=lora" in page


@pytest.mark.slow
def test_mistakes_get_one_sentence_and_nothing_is_written(home, tmp_path):
    assert "name=" in refused("external", cwd=tmp_path)
    assert "no policy server at ws://127.0.0.1:9" in refused(
        "external", "name=x", "via.url=ws://127.0.0.1:9", cwd=tmp_path
    )
    assert "lerobot, perdure, remote" in refused("external", "name=x", "via=remot", cwd=tmp_path)
    assert "via.path" in refused("external", "name=x", "via=lerobot", cwd=tmp_path)
    assert "is no run" in refused("serve", "run=nowhere", cwd=tmp_path)
    assert "is no run" in refused("train", "init=nowhere", cwd=tmp_path)
    assert "say which with init=" in refused("train", "finetune=lora", cwd=tmp_path)
    assert "has 'objects." in refused(
        "train", *LEARNED, f"order={TASKS}", "init=first", "policy.width=32", "run=narrow", cwd=home
    )
    assert not (home / "narrow").exists()
    assert not list(tmp_path.iterdir())
