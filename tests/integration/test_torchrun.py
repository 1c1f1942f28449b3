"""Two processes, started by torchrun, train one policy together."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from perdure.lifelong.checkpoint import load_policy

ROOT = Path(__file__).parents[2]
TOY = "tests.toy_parallel"
FILES = ("ledger.jsonl", "matrix.json", "curves.json")
OURS = {"run", "success", "steps", "progress"}  # what may differ between two runs


def start(processes, module, *words):
    several = ["-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"] if processes > 1 else []
    command = [sys.executable, *several, "-m", module, *map(str, words)]
    pipe = subprocess.PIPE
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=subprocess.STDOUT, text=True, env=env)


def run(processes, folder, *words):
    told = start(processes, TOY, folder, *words).communicate(timeout=300)[0]
    assert (folder / "metrics.json").exists(), told
    return told


def weights(folder, stage):
    return load_policy(folder / "checkpoints" / f"task_{stage}.safetensors").state_dict()


@pytest.mark.slow
@pytest.mark.parametrize("algorithm", ["sequential", "er"])
def test_two_processes_learn_what_one_learns(tmp_path, algorithm):
    one, two = tmp_path / "one", tmp_path / "two"
    run(1, one, algorithm, "last")
    told = run(2, two, algorithm, "last")
    assert {line.split()[0] for line in told.splitlines() if re.match(r"\d \d+ \d training", line)} == {"0", "1"}
    for stage in range(3):
        for (name, ours), theirs in zip(weights(one, stage).items(), weights(two, stage).values(), strict=True):
            assert torch.allclose(ours, theirs, rtol=1e-3, atol=2e-5), name  # sums are rounded in another order
    last = weights(one, 2)
    assert any((last[name] - tensor).abs().max() > 1e-3 for name, tensor in weights(one, 0).items())
    first, second = (
        [json.loads(line) for line in (run / "ledger.jsonl").read_text().splitlines()] for run in (one, two)
    )
    assert [{key: line[key] for key in line if key not in OURS} for line in first] == [
        {key: line[key] for key in line if key not in OURS} for line in second
    ]
    assert len(list((two / "events").iterdir())) == 1
    assert len(list((two / "resume").iterdir())) == 1


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_a_killed_process_ends_all_and_the_run_goes_on_as_if_nothing_had_been(tmp_path):
    run(2, tmp_path / "whole", "er", "best")
    for number, moment in ((1, "1 training 6"), (0, "2 training 9")):
        process = start(2, TOY, tmp_path / "killed", "er", "best")
        for line in process.stdout:
            said = re.match(rf"{number} (\d+) {moment}$", line.strip())
            if said:
                os.kill(int(said[1]), signal.SIGKILL)
                break
        process.communicate(timeout=120)
        assert said
        assert process.returncode != 0
        assert not (tmp_path / "killed" / "metrics.json").exists()
    run(2, tmp_path / "killed", "er", "best")
    for name in FILES:
        assert (tmp_path / "killed" / name).read_text() == (tmp_path / "whole" / name).read_text()
    for stage in range(3):
        whole, killed = (weights(tmp_path / name, stage) for name in ("whole", "killed"))
        assert all(torch.equal(whole[name], killed[name]) for name in whole)


@pytest.mark.slow
def test_what_cannot_be_shared_gets_a_sentence(tmp_path):
    for words, sentence in (
        (["algorithm=agem"], "Training by 2 processes does not go with algorithm=agem, which looks at whole batches."),
        (["batch_size=7"], "batch_size=7 cannot be shared equally among 2 processes."),
    ):
        process = start(2, "perdure.lifelong.cli", "train", f"runs={tmp_path}", "device=cpu", *words)
        told = " ".join(process.communicate(timeout=120)[0].split())
        assert sentence in told
        assert process.returncode != 0
    assert not list(tmp_path.iterdir())
