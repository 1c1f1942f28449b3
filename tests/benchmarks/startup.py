"""How long a fresh process takes to import, and to show its first picture, with empty caches and with full ones."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time

from .runner import ROOT, environment, pinned

_IMPORT = "import perdure.envs"
_FRAME = """
from perdure.envs import make
env = make("quickstart", 0, observation="pixels", renderer="{renderer}")
seen, _ = env.reset(options={{"init_state": 0, "split": "test"}})
assert seen["agentview"].std() > 10 and seen["eye_in_hand"].std() > 10
"""


def import_time() -> float:
    """Return the median seconds of a process that imports perdure.envs, less those of one that imports nothing."""
    with pinned(1):
        return statistics.median(_seconds(_IMPORT) - _seconds("pass") for _ in range(5))


def first_frame(renderer: str) -> tuple[float, float]:
    """Return the seconds from the start of a process to its first two pictures: caches empty, then full."""
    code = _FRAME.format(renderer=renderer)
    with tempfile.TemporaryDirectory() as folder, pinned(1):
        caches = {"PERDURE_CACHE": f"{folder}/perdure", "NUMBA_CACHE_DIR": f"{folder}/numba"}
        cold = _seconds(code, **caches)
        return cold, statistics.median(_seconds(code, **caches) for _ in range(3))


def _seconds(code: str, **more: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment(**more), check=True)
    return time.perf_counter() - start
