"""How long a fresh process takes to import, and to show its first picture, with empty caches and with full ones."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

from .runner import ROOT, environment, pinned

_IMPORT = "import perdure.envs"
_FRAME = """
import time
from perdure.envs import make
start = time.perf_counter()
env = make("quickstart", {task}, observation="pixels", renderer="{renderer}")
seen, _ = env.reset(options={{"init_state": 0, "split": "test"}})
print(time.perf_counter() - start)
assert seen["agentview"].std() > 10 and seen["eye_in_hand"].std() > 10
"""


@dataclass(frozen=True)
class Frames:
    """Seconds from `make` to the first two pictures of a task, in a fresh process that has imported perdure.envs.

    Attributes:
        first: on a fresh machine: everything is compiled, thinned and painted.
        cold: of a task whose textures nobody has needed yet, with compiled code and the robot's look at hand.
        warm: with everything at hand.
    """

    first: float
    cold: float
    warm: float


def import_time() -> float:
    """Return the median seconds of a process that imports perdure.envs, less those of one that imports nothing."""
    with pinned(1):
        return statistics.median(_seconds(_IMPORT) - _seconds("pass") for _ in range(5))


def first_frame(renderer: str) -> Frames:
    """Measure the first two pictures by a renderer."""
    with tempfile.TemporaryDirectory() as folder, pinned(1):
        caches = {"PERDURE_CACHE": f"{folder}/perdure", "NUMBA_CACHE_DIR": f"{folder}/numba"}
        first = _said(_FRAME.format(task=4, renderer=renderer), **caches)
        cold = _said(_FRAME.format(task=1, renderer=renderer), **caches)
        warm = statistics.median(_said(_FRAME.format(task=1, renderer=renderer), **caches) for _ in range(5))
        return Frames(first, cold, warm)


def _said(code: str, **more: str) -> float:
    command = [sys.executable, "-c", code]
    told = subprocess.run(command, cwd=ROOT, env=environment(**more), check=True, capture_output=True, text=True)
    return float(told.stdout)


def _seconds(code: str, **more: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment(**more), check=True)
    return time.perf_counter() - start
