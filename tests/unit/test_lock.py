"""A run's folder belongs to one process at a time."""

import fcntl
import subprocess
import sys

import pytest

from perdure.lifelong.lock import locked

HOLD = """
import sys; from pathlib import Path; from perdure.lifelong.lock import locked
with locked(Path(sys.argv[1]), lambda: None):
    print("held", flush=True); sys.stdin.read()
"""


def test_whoever_comes_second_waits_until_the_first_is_gone_even_killed(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, tmp_path / "run"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    told = []

    def waiting():
        told.append(True)
        holder.kill()

    with locked(tmp_path / "run", waiting):
        assert told == [True]
    holder.wait()
    with locked(tmp_path / "run", lambda: pytest.fail("nobody is there")):
        pass


def test_a_file_system_without_locks_is_used_as_it_is(tmp_path, monkeypatch):
    def refused(*_):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refused)
    with locked(tmp_path, lambda: pytest.fail("nobody is there")):
        pass
