"""A run that is killed without warning, again and again, at moments that nobody chose."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from perdure.lifelong.checkpoint import load_policy

ROOT = Path(__file__).parents[2]
FILES = ("ledger.jsonl", "matrix.json", "curves.json", "metrics.json")
KILLS = 5


def start(folder):
    words = [sys.executable, "-m", "tests.toy_run", str(folder)]
    return subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finish(folder):
    """Run to the end and return how many moments were told."""
    told, complaint = start(folder).communicate(timeout=300)
    assert (folder / "metrics.json").exists(), complaint
    return len(told.splitlines())


def kill(folder, after, wait):
    """Kill a run `wait` seconds after it has told so many moments."""
    process = start(folder)
    assert process.stdout is not None
    for _ in range(after):
        assert process.stdout.readline(), process.communicate()[1]
    time.sleep(wait)
    process.kill()
    process.communicate()
    assert process.returncode == -9


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_five_kills_at_random_moments_leave_no_trace(tmp_path):
    moments = finish(tmp_path / "whole")
    rng = np.random.default_rng(7)
    for _ in range(KILLS):
        kill(tmp_path / "killed", int(rng.integers(1, moments // 6)), float(rng.uniform(0, 0.01)))
    assert not (tmp_path / "killed" / "metrics.json").exists()
    finish(tmp_path / "killed")
    for name in FILES:
        assert (tmp_path / "killed" / name).read_text() == (tmp_path / "whole" / name).read_text()
    for path in sorted((tmp_path / "whole" / "checkpoints").iterdir()):
        one, other = (
            load_policy(path).state_dict(),
            load_policy(tmp_path / "killed" / "checkpoints" / path.name).state_dict(),
        )
        assert all(one[key].equal(other[key]) for key in one)
