"""Chooses the physics by success: tries every candidate on the same trials and writes physics.md.

Run as `python tests/benchmarks/physics.py`; it takes a quarter of an hour on two cores.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.benchmarks.physical import table
from tests.benchmarks.physical.candidates import CANDIDATES, PRESENT
from tests.benchmarks.runner import ROOT, environment

TRIALS = {"episodes": 100, "stacking": 100, "holding": 50}  # of each task, stack or thing
CONTACTS = 50  # initial states of each task
ROUNDS, JOBS = 7, 2


def main() -> None:
    """Try, print, write."""
    with tempfile.TemporaryDirectory() as caches, ThreadPoolExecutor(JOBS) as pool:
        folders = {candidate.name: f"{caches}/{candidate.name}" for candidate in CANDIDATES}
        list(pool.map(lambda name: _ask(folders[name], name, "contacts", 1), folders))  # compiles
        work = [(kind, name, count) for kind, count in TRIALS.items() for name in folders]
        found = pool.map(lambda item: _ask(folders[item[1]], item[1], item[0], item[2]), work)
        results = {(kind, name): answer for (kind, name, _), answer in zip(work, found, strict=True)}
        contacts = _ask(folders[PRESENT.name], PRESENT.name, "contacts", CONTACTS)
        text = table.text(results, contacts, _times(folders))
    Path(__file__).with_name("physics.md").write_text(text)
    print(text)


def _ask(folder: str, candidate: str, kind: str, count: int) -> Any:
    with _child(folder, candidate, kind) as child:
        return _answer(child, count)


def _times(folders: dict[str, str]) -> dict[str, list[float]]:
    """Return, for each candidate, the median milliseconds of a working and of a resting control step."""
    with ExitStack() as stack:
        children = {name: stack.enter_context(_child(folder, name, "timing")) for name, folder in folders.items()}
        rounds = [{name: _answer(child, 1) for name, child in children.items()} for _ in range(ROUNDS)]
    return {name: [statistics.median(one[name][column] for one in rounds) for column in (0, 1)] for name in folders}


@contextmanager
def _child(folder: str, candidate: str, kind: str) -> Iterator[subprocess.Popen[str]]:
    """Run a process that tries; ends it afterwards."""
    command = [sys.executable, "-m", "tests.benchmarks.physical.trial", candidate, kind]
    variables = environment(NUMBA_CACHE_DIR=folder)
    with subprocess.Popen(
        command, cwd=ROOT, env=variables, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        yield child
        assert child.stdin is not None
        child.stdin.close()


def _answer(child: subprocess.Popen[str], count: int) -> Any:
    assert child.stdin is not None
    assert child.stdout is not None
    child.stdin.write(f"{count}\n")
    child.stdin.flush()
    if not (line := child.stdout.readline()):
        raise RuntimeError(f"A trial died: {child.args!r}")
    return json.loads(line)


if __name__ == "__main__":
    main()
