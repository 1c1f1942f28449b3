"""The default launcher: processes of this machine, a few at a time, each a `perdure` command of its own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from ..progress import Board
from .job import Job, Outcome
from .process import run


def launch(
    command: str, jobs: Sequence[Job], board: Board, processes: int | None = None, retries: int = 2
) -> list[Outcome]:
    """Run the jobs, `processes` at a time (None: one per core); see `Launcher`."""
    with ThreadPoolExecutor(processes or os.cpu_count() or 1) as pool:
        return list(pool.map(lambda job: run(command, job, board, retries), jobs))
