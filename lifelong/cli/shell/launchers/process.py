"""One job as a process of this machine; what every launcher comes down to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from typing import TextIO

from ..progress import EVENTS, Board, Event
from .job import Job, Outcome

# How a process ends that was killed from outside or crashed below Python. Not asked to end: that was meant.
_LOST = frozenset(-number for number in (signal.SIGKILL, signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT))


def run(command: str, job: Job, board: Board, retries: int) -> Outcome:
    """Run `perdure <command>` with a job's words, and again, up to `retries` times, while its process gets killed."""
    start = time.monotonic()
    for left in reversed(range(retries + 1)):
        status, said, complained = _once(command, job, board)
        if status not in _LOST or not left:
            break
        board.show(Event(job.label, 0, 1, f"killed ({signal.Signals(-status).name}), starting again"))
    if status < 0:
        complained = f"{complained}\nits process was ended by {signal.Signals(-status).name}".strip()
    ended = Outcome(status, time.monotonic() - start, said, complained)
    board.show(Event(job.label, 1, 1, ended.word))
    return ended


def _once(command: str, job: Job, board: Board) -> tuple[int, str, str]:
    """Return exit status, stdout and stderr. The process ends when this one does: see `progress.board`."""
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
        return process.wait(), _text(said), _text(complained)


def _forward(reader: int, label: str, board: Board) -> None:
    """Show the events of a job under the job's label until it closes its end of the pipe."""
    with os.fdopen(reader) as events:
        for line in events:
            if not line.endswith("\n"):  # a kill cut it
                break
            event = json.loads(line)
            board.show(Event(label, event["done"], event["total"], event["note"]))


def _text(file: TextIO) -> str:
    file.seek(0)
    return file.read().strip()
