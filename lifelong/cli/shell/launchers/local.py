"""The default launcher: processes of this machine, a few at a time, each a `perdure` command of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TextIO

from ..progress import EVENTS, Board, Event
from .job import Job, Outcome


def launch(command: str, jobs: Sequence[Job], board: Board, processes: int | None = None) -> list[Outcome]:
    """Run the jobs, `processes` at a time (None: one per core), and return their outcomes in the same order."""
    with ThreadPoolExecutor(processes or os.cpu_count() or 1) as pool:
        return list(pool.map(lambda job: _run(command, job, board), jobs))


def _run(command: str, job: Job, board: Board) -> Outcome:
    start = time.monotonic()
    reader, writer = os.pipe()
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complained:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "perdure.lifelong.cli", command, *job.words],
            env={**os.environ, EVENTS: str(writer), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            pass_fds=(writer,),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=complained,
        )
        os.close(writer)
        _forward(reader, job.label, board)
        status = process.wait()
        return Outcome(status, time.monotonic() - start, _text(said), _text(complained))


def _forward(reader: int, label: str, board: Board) -> None:
    """Show the events of a job under the job's label until it closes its end of the pipe."""
    with os.fdopen(reader) as events:
        for line in events:
            event = json.loads(line)
            board.show(Event(label, event["done"], event["total"], event["note"]))


def _text(file: TextIO) -> str:
    file.seek(0)
    return file.read().strip()
