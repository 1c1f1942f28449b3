"""Where tasks are judged: in this process, or in several others."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Protocol

from ..task import Task
from .judge import Judge, Verdict


class Pool(Protocol):
    """Takes jobs."""

    def submit(self, judge: Judge, task: Task, /) -> Future[Verdict]:
        """Begin a job."""


class _Here:
    """Does every job at once."""

    def submit(self, judge: Judge, task: Task, /) -> Future[Verdict]:
        """Do the job."""
        done: Future[Verdict] = Future()
        done.set_result(judge(task))
        return done


@contextmanager
def pool(workers: int) -> Iterator[Pool]:
    """Give a pool of that many workers; jobs that have not begun at the end are dropped."""
    if workers == 1:
        yield _Here()
        return
    members = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_begin)
    try:
        yield members
    finally:
        members.shutdown(cancel_futures=True)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it too, and ends us
