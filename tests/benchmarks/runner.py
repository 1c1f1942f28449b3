"""Child processes that measure: pinned to cores, each with one thread in linear algebra, asked line by line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]
PEER = ROOT / ".venv-peer" / "bin" / "python"
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "LP_NUM_THREADS": "1"}


@contextmanager
def pinned(cores: int) -> Iterator[None]:
    """Give the processes started inside the last `cores` cores; where that cannot be said, all."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[-cores:])
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def environment(**more: str) -> dict[str, str]:
    """Return the environment variables of a child."""
    return {"MUJOCO_GL": "egl", **os.environ, **ONE_THREAD, **more}


class Runner:
    """A child process that measures one thing, one round when asked."""

    def __init__(self, name: str, *, peer: bool = False, cores: int = 1) -> None:
        ours = [sys.executable, "-m", "tests.benchmarks.rates", name]
        theirs = [str(PEER), str(ROOT / "tests" / "benchmarks" / "peer" / "lift.py"), name]
        with pinned(cores):
            self._process = subprocess.Popen(
                theirs if peer else ours,
                cwd=ROOT,
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )

    def round(self) -> float:
        """Measure one round."""
        return self._ask("round")

    def memory(self) -> float:
        """Return the most memory that the process has had [MB]."""
        return self._ask("memory")

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)

    def _ask(self, question: str) -> float:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(question + "\n")
        self._process.stdin.flush()
        if not (answer := self._process.stdout.readline()):
            raise RuntimeError(f"A measuring process died: {' '.join(map(str, self._process.args))}")  # type: ignore[arg-type]
        return float(answer)
