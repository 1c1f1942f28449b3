"""Sweeps on other machines: a Ray cluster of which a node dies, and submitit's job arrays."""

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from perdure.envs.errors import PerdureError
from perdure.lifelong.cli.shell.launchers import Job, launch
from tests.integration.test_cli import SMALL, results
from tests.typed import command, done

RAY = Path(sys.executable).with_name("ray")
needs_ray = pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="ray is not installed")
needs_submitit = pytest.mark.skipif(importlib.util.find_spec("submitit") is None, reason="submitit is not installed")
SWEEP = ("train", "-m", *SMALL, "updates=40", "algorithm=sequential,er", "seed=0,1")


class Notes:
    """A board that remembers."""

    def __init__(self):
        self.events = []

    def show(self, event):
        self.events.append(event)


class Cluster:
    """A Ray cluster of this machine: a head without room for jobs, and two nodes with room for one each."""

    def __init__(self, folder):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        self.folder, self.processes = folder, []
        head = ("--head", f"--port={self.address.partition(':')[2]}", "--num-cpus=0", "--include-dashboard=false")
        self._start(*head, f"--temp-dir={folder}")
        self.nodes = [self._start(f"--address={self.address}", "--num-cpus=1") for _ in range(2)]

    def _start(self, *words):
        """Start a node and wait until it says that it has started."""
        words = [RAY, "start", *words, "--object-store-memory=80000000", "--disable-usage-stats", "--block"]
        log = self.folder / f"node{len(self.processes)}.log"
        with open(log, "w") as said:
            self.processes.append(subprocess.Popen(words, stdout=said, stderr=said, start_new_session=True))
        end = time.monotonic() + 120
        while "Ray runtime started" not in log.read_text():
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.2)
        return self.processes[-1]

    @staticmethod
    def kill(process):
        """End a node as a power cut does: all its processes at once, with no chance to say good-bye."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                self.kill(process)


@pytest.fixture
def cluster(tmp_path):
    # Ray's sockets need a short path
    folder = Path(f"/tmp/perdure-ray-{os.getpid()}")
    folder.mkdir()
    running = Cluster(folder)
    yield running
    running.end()
    subprocess.run(["rm", "-rf", folder], check=True)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A folder with two demonstrations of two tasks, and with a sweep done by the local launcher in `here`."""
    folder = tmp_path_factory.mktemp("home")
    done("collect", "demos_per_task=2", "tasks=[0,3]", "workers=2", cwd=folder)
    done(*SWEEP, "runs=here", cwd=folder)
    return folder


def runs(folder):
    return {path.parent.name: path.parent for path in folder.rglob("ledger.jsonl")}


@needs_ray
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_sweep_on_ray_survives_the_loss_of_a_node(home, cluster):
    words = command(*SWEEP, "runs=there", "launcher=ray", f"launcher.address={cluster.address}")
    sweep = subprocess.Popen(words, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while sweep.poll() is None and len(runs(home / "there")) < 2:  # a job on each node
        time.sleep(0.05)
    assert not list((home / "there").rglob("metrics.json"))
    cluster.kill(cluster.nodes[0])
    said, complained = sweep.communicate(timeout=1200)
    assert sweep.returncode == 0, said + complained
    here, there = runs(home / "here"), runs(home / "there")
    assert len(here) == 4
    assert {name: results(path) for name, path in there.items()} == {name: results(path) for name, path in here.items()}
    assert not any((home / "runs" / ".jobs").iterdir())


@needs_ray
def test_without_a_cluster_or_room_for_a_job_there_is_a_sentence():
    with pytest.raises(PerdureError, match=r"There is no Ray cluster at launcher.address=127.0.0.1:1"):
        launch("doctor", [Job("a", ())], Notes(), {"name": "ray", "address": "127.0.0.1:1"})


@needs_submitit
@pytest.mark.parametrize("cluster", ["debug", "local"])
def test_jobs_through_submitit(cluster, tmp_path):
    notes = Notes()
    jobs = [Job("a", ("--help",)), Job("b", ("word",))]
    knobs = {"name": "submitit", "cluster": cluster, "folder": str(tmp_path / "jobs"), "minutes": 2}
    outcomes = launch("doctor", jobs, notes, knobs)
    assert [outcome.status for outcome in outcomes] == [0, 2]
    assert outcomes[1].complained == "perdure: `perdure doctor` takes no arguments, but got 'word'."
    assert {(event.label, event.note) for event in notes.events} >= {("a", "done"), ("b", "failed (2)")}
    assert list((tmp_path / "jobs").iterdir()) == []


@needs_submitit
def test_a_cluster_that_submitit_does_not_know(tmp_path):
    with pytest.raises(PerdureError, match=r"launcher.cluster=moon is none of slurm, local, debug"):
        launch("doctor", [], Notes(), {"name": "submitit", "cluster": "moon", "folder": str(tmp_path)})


@pytest.mark.skipif(importlib.util.find_spec("ray") is not None, reason="ray is installed")
def test_without_ray_one_is_told_what_to_install():
    with pytest.raises(PerdureError, match=r"pip install 'perdure\[cluster\]'"):
        launch("doctor", [], Notes(), {"name": "ray"})


def test_a_job_whose_process_is_killed_is_started_again(tmp_path):
    """It is killed by a module of the same name that takes the place of the one it imports first."""
    (tmp_path / "sitecustomize.py").write_text(
        "import os, pathlib, signal, sys\n"
        "mark = pathlib.Path(__file__).with_name('killed')\n"
        "if '-P' in sys.orig_argv and len(mark.read_text() if mark.exists() else '') < 2:\n"
        "    mark.open('a').write('x')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    code = (
        "from perdure.lifelong.cli.shell.launchers import Job, launch\n"
        "from perdure.lifelong.cli.shell.progress import board\n"
        "import sys\n"
        "with board() as shown:\n"
        "    end, = launch('doctor', [Job('a', ('--help',))], shown, {'name': 'local', 'retries': int(sys.argv[1])})\n"
        "print(end.status)\n"
    )
    path = os.pathsep.join([str(tmp_path), *sys.path])

    def run(retries):
        words = [sys.executable, "-c", code, str(retries)]
        return subprocess.run(words, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True).stdout

    assert run(0).split()[-1] == str(-signal.SIGKILL)
    (tmp_path / "killed").unlink()
    assert run(2).split()[-1] == "0"
    assert (tmp_path / "killed").read_text() == "xx"


@pytest.mark.slow
def test_a_job_ends_when_the_sweep_that_started_it_is_killed(home):
    words = ("train", "-m", *SMALL, "seed=7,8", "updates=100000", "save_every=100000", "runs=orphans")
    sweep = subprocess.Popen(command(*words), cwd=home, stdout=subprocess.DEVNULL, start_new_session=True)
    while sweep.poll() is None and len(runs(home / "orphans")) < 2:
        time.sleep(0.05)
    group = _group(sweep.pid)
    assert len(group) == 3
    sweep.kill()
    sweep.wait()
    end = time.monotonic() + 5
    while _group(sweep.pid):
        assert time.monotonic() < end
        time.sleep(0.05)
    assert not list((home / "orphans").rglob("metrics.json"))


def _group(leader):
    """Return the processes of a process group that are not waiting to be buried."""
    said = subprocess.run(["ps", "-eo", "pid=,pgid=,stat="], capture_output=True, text=True).stdout
    rows = [line.split() for line in said.splitlines()]
    return [int(pid) for pid, group, state in rows if int(group) == leader and not state.startswith("Z")]


def test_progress_of_a_job_elsewhere_is_shown_once(tmp_path):
    from perdure.lifelong.cli.shell.launchers.shared import News, errands

    notes = Notes()
    with errands("doctor", [Job("a", ()), Job("b", ())], str(tmp_path / "jobs"), 0) as (tasks, _):
        news = News(tasks, notes)
        news.show()
        Path(tasks[1].news).write_text(json.dumps({"label": "b", "done": 1, "total": 4, "note": "fine"}))
        news.show()
        news.show()
    assert [(event.label, event.done) for event in notes.events] == [("b", 1)]
