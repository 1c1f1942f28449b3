"""Measures everything in one run, prints it and writes results.md; `make bench` calls it.

Rounds of all things alternate, so that a machine that grows slower does so for all of them. A figure is the median.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from . import profiling, report, startup
from .rows import ROWS, Result
from .runner import PEER, ROOT, Runner, environment

ROUNDS = 7


def main() -> None:
    """Measure, print, write."""
    if not PEER.exists():
        print("Robosuite's own speed is left out; `make peer` makes what is needed to measure it.")
    results = _rounds()
    frames = {renderer: startup.first_frame(renderer) for renderer in ("raster", "opengl")}
    text = report.text(results, startup.import_time(), frames, profiling.functions()) + "\n" + _throughput()
    Path(__file__).with_name("results.md").write_text(text)
    print(text)


def _throughput() -> str:
    """Return the section about whole evaluations, by a process of its own as all the others."""
    words = [sys.executable, "-m", "tests.benchmarks.throughput"]
    done = subprocess.run(words, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def _rounds() -> list[Result]:
    rows = [row for row in ROWS if PEER.exists() or not row.peer]
    runners = [Runner(row.name, peer=row.peer, cores=row.cores) for row in rows]
    for runner in runners:
        runner.memory()  # answers when all is compiled and warm
    rounds = [[runner.round() for runner in runners] for _ in range(ROUNDS)]
    results = [
        Result(row, list(values), runner.memory())
        for row, runner, values in zip(rows, runners, zip(*rounds, strict=True), strict=True)
    ]
    for runner in runners:
        runner.close()
    return results


if __name__ == "__main__":
    main()
