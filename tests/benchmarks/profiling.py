"""Where the time of a control step goes, function by function; run as `python -m tests.benchmarks.profiling`."""

from __future__ import annotations

import cProfile
import json
import pstats
import subprocess
import sys
from pathlib import Path

import numpy as np

from .runner import ROOT, environment, pinned

STEPS, SHOWN = 300, 8
Line = tuple[str, float]  # function, microseconds of a control step


def functions() -> list[Line]:
    """Profile one environment with pictures in a process of its own; return the dearest functions by their own time."""
    command = [sys.executable, "-m", "tests.benchmarks.profiling"]
    with pinned(1):
        output = subprocess.run(command, cwd=ROOT, env=environment(), check=True, capture_output=True, text=True).stdout
    return [(str(name), float(microseconds)) for name, microseconds in json.loads(output)]


def main() -> None:
    """Profile and print."""
    from perdure.envs import make

    env = make("quickstart", 0, observation="both", renderer="raster", horizon=10**6)
    actions = np.random.default_rng(0).uniform(-0.4, 0.4, (STEPS, 7)).astype(np.float32)
    env.reset(options={"init_state": 0, "split": "test"})
    env.step(actions[0])
    profile = cProfile.Profile()
    profile.enable()
    for action in actions:
        env.step(action)
    profile.disable()
    own = {_name(*where): 1e6 * numbers[2] / STEPS for where, numbers in pstats.Stats(profile).stats.items()}  # type: ignore[attr-defined]
    print(json.dumps(sorted(own.items(), key=lambda item: -item[1])[:SHOWN]))


def _name(file: str, _: int, function: str) -> str:
    """Return 'folder/file.py: function', or the bare name of what is built in."""
    path = Path(file)
    return f"{path.parent.name}/{path.name}: {function}" if path.suffix == ".py" else function.strip("<>")


if __name__ == "__main__":
    main()
