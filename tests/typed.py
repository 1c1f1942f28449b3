"""Commands as a user types them, each a process of its own."""

import os
import subprocess
import sys


def command(*words):
    return [sys.executable, "-m", "perdure.lifelong.cli", *map(str, words)]


def perdure(*words, cwd, **environment):
    return subprocess.run(command(*words), cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True)


def done(*words, cwd, **environment):
    """Return what a command prints that must succeed."""
    answer = perdure(*words, cwd=cwd, **environment)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def refused(*words, cwd, **environment):
    """Return the one sentence of a command that must be refused."""
    answer = perdure(*words, cwd=cwd, **environment)
    assert answer.returncode == 2, answer.stdout + answer.stderr
    assert answer.stderr.startswith("perdure: ")
    assert answer.stderr.count("\n") == 1
    return answer.stderr
